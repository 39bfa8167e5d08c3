"""The file people sent, given back with what is wrong in it: `annotating.annotate`.

What cannot be given back whole becomes a workbook of the rows to correct (`rejected`).
"""
