META
key;value
description;Invented: four grades, from 0 (not convinced) to 3 (I love it)
unit;Ville inventée
instance;2027
num_projects;3
num_votes;5
budget;100
vote_type;scoring
min_points;0
max_points;3
rule;majority-judgement
PROJECTS
project_id;cost;name
1;50;Un skatepark
2;60;Des arbres
3;40;Une boîte à livres
VOTES
voter_id;vote;points
1;1,2,3;3,2,2
2;1,2,3;3,3,0
3;1,2,3;0,2,1
4;2,3;1,3
5;2,3;2,1
