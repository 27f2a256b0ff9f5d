"""Rosters: CSV and XLSX files of mentors and refugees, read and checked without a database.

`reading` turns bytes into a table, `columns` names its columns, `values` parses each cell,
`check` looks at the whole file at once. Nothing in here knows Django.
"""
