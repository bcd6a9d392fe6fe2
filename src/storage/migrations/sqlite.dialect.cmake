# The words of the portable schema and what they are in SQLite (STRICT tables know five types).
set(dialect_words
  "{id}"              "BLOB"
  "{hash}"            "BLOB"
  "{bytes:[0-9]+}"    "BLOB"
  "{integer}"         "INTEGER"
  "{real}"            "REAL"
  "{string:[0-9]+}"   "TEXT"
  "{text}"            "TEXT"
  "{json}"            "TEXT"
  "{table}"           "STRICT"
  "{clustered_table}" "STRICT, WITHOUT ROWID")
