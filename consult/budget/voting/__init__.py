"""The vote of a campaign: the register of those who voted, and the urn of their ballots.

**One person, one vote, by construction.** What opens the door (a card, a mailbox, a device) leads to
one `token`, an HMAC with the site's receipt key; the register holds a token once. Two votes that come
at the same moment wait for each other at that key, and the second is refused.

**Secrecy.** A row of the register and a ballot share nothing: no time, no number that grows, no code.
Both are keyed by random or keyed digests, in tables without any other key (SQLite: WITHOUT ROWID), so
that the order of the rows is that of the keys. The journal's line of a vote names the campaign only.
The receipt code of a ballot is shown to its voter and stored nowhere: its SHA-256 is beside the ballot,
and in the published list. What is chosen and not yet sent stays in the voter's browser (the signed
session cookie), never on the server and never in an address, which logs keep.

**What remains possible before the urn is sealed.** Whoever reads the files of the database, not its
tables, may see which rows one transaction wrote: the write-ahead log of SQLite, and on PostgreSQL
`xmin`, the order of the heap and the write-ahead log, tell that a row of the register, a ballot and a
timed line of the journal came together. Backups taken during the vote let two states be compared:
between them, each new voter is one of the new ballots. Sealing (`sealing.seal`) writes both tables
again, in the order of their keys, in one transaction; PostgreSQL forgets what was there at the next
VACUUM, its log and the backups when they are thrown away: keep those of the vote only as long as the
law asks. A ballot that waits at a kiosk (`kiosks`) is beside its slip until an editor decides; then its
content goes to the urn under a new key. Who runs the server can always watch it while it receives
votes: no vote on the web is secret from its own machine.
"""
