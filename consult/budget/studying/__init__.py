"""The study of a campaign's ideas: recevabilité, opinions of the services, verdict, appeal.

What is decided is written step by step in a history that everyone reads, without anybody's name;
internal notes stay with the team. Ideas that wait never wait for each other.
"""
