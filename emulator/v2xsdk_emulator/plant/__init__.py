"""The physics behind the wires: battery pack, converters, DC node, grid and their energy balance."""
