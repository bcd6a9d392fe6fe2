// Text files of notes: read or refused by an Error, and what was read is written and read the same again.

#include "haven/anki/text_file.hpp"
#include "haven/core/error.hpp"

#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace haven;
  std::vector<anki::TextNote> notes;
  try {
    notes = anki::notes_from_text(test::text_of(data, size));
  } catch (const Error& error) {
    test::must(error.code() == ErrorCode::invalid_argument);
    return 0;
  }
  const std::string once = anki::notes_to_text(notes);
  test::must(anki::notes_to_text(anki::notes_from_text(once)) == once);
  return 0;
}
