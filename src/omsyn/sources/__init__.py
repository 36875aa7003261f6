"""Outside sources: a folder for each, all of one shape.

`client.py` reaches the network, `reader.py` turns bytes into frames, `tables.py` says which
tables the product uses, `codes.py` translates the source's codes into ours.
"""
