"""V2G sessions on asyncio: state machine, codec and transport joined, and simulated ends for the bench."""
