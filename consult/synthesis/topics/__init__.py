"""Groups of contributions that speak of the same thing: proposed by a computation, kept by people."""
