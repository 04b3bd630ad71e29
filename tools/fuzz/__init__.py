"""Parts of the EXI fuzzer."""
