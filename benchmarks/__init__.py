"""The measured claims, each as a ratio beside a peer or the physical limit, in one run."""
