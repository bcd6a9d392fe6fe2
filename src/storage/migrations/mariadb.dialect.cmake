# The words of the portable schema and what they are in MariaDB. Ids and hashes are VARBINARY, because BINARY would fill
# up a short value with zeros where SQLite refuses it; text compares byte for byte and without padding, as in SQLite.
set(dialect_words
  "{id}"               "VARBINARY(16)"
  "{hash}"             "VARBINARY(32)"
  "{bytes:([0-9]+)}"   "VARBINARY(\\1)"
  "{integer}"          "BIGINT"
  "{real}"             "DOUBLE"
  "{string:([0-9]+)}"  "VARCHAR(\\1)"
  "{text}"             "LONGTEXT"
  "{json}"             "LONGTEXT"
  "{char_length}"      "char_length"
  "{refuse:([^}]+)}"   "FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '\\1'"
  "{table}"            "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin"
  "{clustered_table}"  "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin")
