"""What lies on this PC: one SQLite file per profile, opened by sipa_desktop.store.engine and by nothing else."""
