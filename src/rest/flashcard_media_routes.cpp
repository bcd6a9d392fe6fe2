#include <algorithm>

#include "haven/services/media_store.hpp"

#include "rest/flashcard_routes.hpp"
#include "rest/media_type.hpp"
#include "rest/parameters.hpp"
#include "rest/reply.hpp"

namespace haven::rest {
namespace {

class TextSource final : public anki::ByteSource {
 public:
  explicit TextSource(std::string_view text) : left_(text) {}
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) override {
    const std::size_t count = left_.copy(reinterpret_cast<char*>(into.data()), into.size());
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view left_;
};

std::string read_all(anki::ByteSource& source) {
  std::string content;
  std::string piece(64 << 10, '\0');
  const std::span buffer(reinterpret_cast<std::uint8_t*>(piece.data()), piece.size());
  while (const std::size_t count = source.read(buffer)) content.append(piece, 0, count);
  return content;
}

MediaStore& store(Host& host) {
  if (host.media() == nullptr) throw ApiError("SYS_008", std::string(error_row("SYS_008").meaning));
  return *host.media();
}

const std::string& name_in_path(const Call& call) { return call.path_values.at(1); }

[[noreturn]] void refuse_absent() { throw ApiError("DB_001", "there is no such file"); }

/// What cannot be a name names nothing.
std::unique_ptr<anki::ByteSource> open(Host& host, const Call& call, Id<FlashcardSet> set) {
  try {
    return store(host).open(set, name_in_path(call));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_argument) throw;
    return nullptr;
  }
}

std::string_view type_to_keep(const Call& call) {
  const std::string_view type = media_type_of(call.content);
  if (type.empty()) throw ApiError("VAL_003", "the file is no image, sound or film of a kind that browsers show");
  return type;
}

}  // namespace

Response get_medium(Host& host, const Call& call) {
  const auto set = flashcards(host).set(*call.caller, id_in_path<FlashcardSet>(call)).id;
  const auto source = open(host, call, set);
  if (!source) refuse_absent();
  std::string content = read_all(*source);
  const std::string_view type = media_type_of(content);
  Response response =
      cacheable(type.empty() ? "application/octet-stream" : type, std::move(content), "private, no-cache");
  if (type.empty()) response.headers.emplace_back("Content-Disposition", "attachment");
  return response;
}

Response put_medium(Host& host, const Call& call) {
  const auto set = flashcards(host).set_to_change(*call.caller, id_in_path<FlashcardSet>(call)).id;
  MediaStore& media = store(host);
  const std::string_view type = type_to_keep(call);
  TextSource content(call.content);
  media.put(set, name_in_path(call), content);
  return ok({{"name", name_in_path(call)}, {"content_type", type}, {"bytes", call.content.size()}});
}

Response remove_medium(Host& host, const Call& call) {
  const auto set = flashcards(host).set_to_change(*call.caller, id_in_path<FlashcardSet>(call)).id;
  if (!open(host, call, set)) refuse_absent();
  store(host).remove(set, name_in_path(call));
  return no_content();
}

}  // namespace haven::rest
