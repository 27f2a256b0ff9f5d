"""Programme templates: one YAML file each, the schema that checks them, and the typed reader of a loaded one.

`document.programme_document(programme)` and `document.words(programme)` are what the rest of the code reads.
"""
