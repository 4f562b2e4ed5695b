META
KEY; Value
vote_type; approval
description; Invented for tests; not a real vote
 budget ;120000,50
num_votes;5

unit; Ville inventée
num_projects;3
max_length;2
PROJECTS;;;
name;category;cost;project_id;note
"Un banc; deux bancs, à l’ombre";none;30000;12-A;
"Le « ""petit"" marché »";culture,public space;45000.50;7;"sur deux
lignes"
 Fontaine ;; 20000 ; 103 ;
VOTES
vote;age;voter_id;neighborhood
"12-A,7";34;v1;Gare
;51;v2;
"103, 12-A";;v3;Port
7;;v4
none;;v5;;
