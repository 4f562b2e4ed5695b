"""What the contract answers, and what it does not answer yet, and why."""
