"""Pages, one package an audience; they read requests and write no rules."""
