"""One reader a format, in the child: .xlsx (`excel`), .ods (`opendocument`), .xls (`oldexcel`), text (`delimited`).

`parts`, `scanning` and `segments` are how a large .xlsx is read piece by piece. Nothing here knows Django.
"""
