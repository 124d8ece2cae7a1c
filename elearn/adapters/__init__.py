"""One file a technology; the only home of vendor libraries. Only ``elearn.wiring`` imports from here."""
