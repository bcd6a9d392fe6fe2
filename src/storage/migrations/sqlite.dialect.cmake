# The words of the portable schema and what they are in SQLite. STRICT tables know five types, none with a length, so
# that of a column `name {string:100}` or `name {bytes:64}` becomes a CHECK.
set(dialect_words
  "{id}"                              "BLOB"
  "{hash}"                            "BLOB"
  "([a-z_0-9]+)( +){bytes:([0-9]+)}"  "\\1\\2BLOB CHECK (length(\\1) <= \\3)"
  "{integer}"                         "INTEGER"
  "{real}"                            "REAL"
  "([a-z_0-9]+)( +){string:([0-9]+)}" "\\1\\2TEXT CHECK (length(\\1) <= \\3)"
  "{text}"                            "TEXT"
  "{json}"                            "TEXT"
  "{char_length}"                     "length"
  "{refuse:([^}]+)}"                  "BEGIN SELECT RAISE(ABORT, '\\1')\\; END"
  "{table}"                           "STRICT"
  "{clustered_table}"                 "STRICT, WITHOUT ROWID")
