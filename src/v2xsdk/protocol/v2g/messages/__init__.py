"""Typed records of every V2G message, one package a schema set; importing this loads none of them."""
