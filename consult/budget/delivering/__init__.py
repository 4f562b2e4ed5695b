"""What becomes of the projects that won: stages, money, delays, and the winners of past years."""
