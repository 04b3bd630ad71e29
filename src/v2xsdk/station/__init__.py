"""A charger made of parts: a power stage and a vehicle link."""
