"""Earlier states of a blog: what is kept, for how long, and how one is restored."""
