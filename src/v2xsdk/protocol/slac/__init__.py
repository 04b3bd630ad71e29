"""SLAC (ISO 15118-3): how a vehicle and its charging station find each other on the power line.

Sans-IO: :mod:`.evse` and :mod:`.ev` are the two machines, :mod:`.evse_pilot` drives the control pilot, :mod:`.records`
and :mod:`.vendor` are the messages, :mod:`.codec` turns them into frames and back. The machines never import the codec.
"""
