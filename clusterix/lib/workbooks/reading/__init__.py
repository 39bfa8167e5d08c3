"""A file nobody trusts, to its rows: `opening.open_file`, behind which `gate.inspect` tells what the file is.

What is read is read in a process of its own (`child`), under limits (`bounds`), by the reader of its format
(`formats`); a file that is not read is refused with a sentence (`refusals`).
"""
