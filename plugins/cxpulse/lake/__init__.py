"""The lake: raw files under their hash, and one Parquet file per entity, source and week, put in place in one step."""
