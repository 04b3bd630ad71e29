"""Sans-IO protocols: records, events and ``now`` go in and come out."""
