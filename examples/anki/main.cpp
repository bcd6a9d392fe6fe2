// Looks into Anki packages, and writes them in another format.
//
//   haven_deck dump deck.apkg
//   haven_deck render deck.apkg
//   haven_deck text notes.csv json|tabs|csv
//   haven_deck through deck.apkg folder
//   haven_deck copy deck.apkg other.apkg anki2|anki21|anki21b

#include <cstdio>
#include <exception>
#include <string_view>

#include "commands.hpp"

int main(int count, char** words) {
  const std::string_view command = count > 1 ? words[1] : "";
  try {
    if (command == "dump" && count == 3) {
      example::dump(words[2]);
    } else if (command == "render" && count == 3) {
      example::render(words[2]);
    } else if (command == "text" && count == 4) {
      example::text(words[2], words[3]);
    } else if (command == "through" && count == 4) {
      example::through(words[2], words[3]);
    } else if (command == "copy" && count == 5) {
      example::copy(words[2], words[3], words[4]);
    } else {
      std::fputs(
          "usage: haven_deck dump PACKAGE | render PACKAGE | text FILE json|tabs|csv | through PACKAGE FOLDER | copy "
          "FROM TO "
          "anki2|anki21|anki21b\n",
          stderr);
      return 2;
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
