"""Control decisions as pure functions and objects; `now` is an argument."""
