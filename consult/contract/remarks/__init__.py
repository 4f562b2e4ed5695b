"""What readers say of a passage of the contract, and what is answered to each, and why."""
