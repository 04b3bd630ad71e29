"""The report of a run: one page as HTML and PNG, the data as CSV and Parquet."""
