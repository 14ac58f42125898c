"""The register for programs of others: JSON, JSON-LD, feeds, and the whole as one package."""
