#include "haven/core/error.hpp"
#include "haven/services/flashcard_files.hpp"

#include "rest/flashcard_routes.hpp"
#include "rest/parameters.hpp"
#include "rest/reply.hpp"
#include "rest/scratch_folder.hpp"

namespace haven::rest {
namespace {

using nlohmann::json;

/// An upload of 32 MiB does not unpack to more than a server can bear.
constexpr std::uint64_t unpacked_collection = std::uint64_t{512} << 20U;
/// Nor do its media, which are packed already.
constexpr std::uint64_t unpacked_media = std::uint64_t{64} << 20U;
/// What one transaction stores while others wait, and what is held in memory.
constexpr FlashcardFileLimits most = {
    .notes = 20'000, .cards = 60'000, .reviews = 500'000, .text_bytes = std::size_t{128} << 20U};
/// A package is sent from memory.
constexpr std::uint64_t packed_media = std::uint64_t{64} << 20U;

bool is_package(const std::string& format) { return format == "apkg" || format == "colpkg"; }

std::string format_of(const Call& call, const std::string& otherwise) {
  return text_parameter(call, "format").value_or(otherwise);
}

/// Whatever Content-Type says of it: what is in the file decides, as for every file that a learner has lying about.
std::string guessed_format(const Call& call) { return call.content.starts_with("PK") ? "apkg" : "csv"; }

bool with_study(const Call& call) { return text_parameter(call, "study") != "false"; }

/// What is broken or too large is the package here, not what is stored.
[[noreturn]] void refuse_package(const Error& error) {
  json details = json::object();
  if (!error.reason().empty()) details["reason"] = error.reason();
  throw ApiError("VAL_016", error.what(), std::move(details));
}

FlashcardImportReport import_upload(FlashcardService& service, const Call& call,
                                    const FlashcardImportOptions& options) {
  const ScratchFolder scratch;
  const auto package = scratch.path() / "package";
  write_file(package, call.content);
  FlashcardImportOptions here = options;
  here.read.scratch_folder = scratch.path();
  here.read.limits.collection_bytes = unpacked_collection;
  here.read.limits.media_bytes = here.read.limits.media_file_bytes = unpacked_media;
  try {
    return import_package(service, *call.caller, package, here);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::corrupt_data || error.reason() == "too_large") refuse_package(error);
    throw;
  }
}

FlashcardImportReport import_notes(FlashcardService& service, const Call& call, const FlashcardImportOptions& options) {
  const std::string title = text_parameter(call, "title").value_or("Imported");
  try {
    return import_text(service, *call.caller, call.content, title, options);
  } catch (const Error& error) {
    if (error.reason() == "too_large") refuse_package(error);
    throw;
  }
}

json report_json(const FlashcardImportReport& report) {
  json sets = json::array(), problems = json::array();
  for (const auto& set : report.sets) sets.push_back(to_string(set));
  for (const FlashcardImportProblem& problem : report.problems)
    problems.push_back({{"note", problem.note}, {"message", problem.message}});
  return {{"sets", std::move(sets)},
          {"notes", report.notes},
          {"inserted", report.inserted},
          {"updated", report.updated},
          {"unchanged", report.unchanged},
          {"removed", report.removed},
          {"reviews", report.reviews},
          {"known_reviews", report.known_reviews},
          {"media", report.media},
          {"skipped_media", report.skipped_media},
          {"skipped_notes", report.skipped_notes},
          {"skipped_schedules", report.skipped_schedules},
          {"skipped_reviews", report.skipped_reviews},
          {"problems", std::move(problems)}};
}

Response download(std::string_view content_type, const std::string& name, std::string content) {
  return {
      200,
      {{"Content-Type", std::string(content_type)}, {"Content-Disposition", "attachment; filename=\"" + name + "\""}},
      std::move(content)};
}

std::string exported_package(FlashcardService& service, MediaStore* media, const Call& call) {
  const ScratchFolder scratch;
  const auto package = scratch.path() / "package";
  const FlashcardExportOptions options = {.study = with_study(call),
                                          .media = text_parameter(call, "media") == "false" ? nullptr : media,
                                          .media_bytes = packed_media,
                                          .scratch_folder = scratch.path()};
  try {
    export_package(service, *call.caller, id_in_path<FlashcardSet>(call), package, options);
  } catch (const Error& error) {
    if (error.reason() == "too_large") refuse_package(error);
    throw;
  }
  return read_file(package);
}

}  // namespace

Response import_flashcards(Host& host, const Call& call) {
  const FlashcardImportOptions options = {
      .set = id_parameter<FlashcardSet>(call, "set"), .study = with_study(call), .media = host.media(), .most = most};
  if (is_package(format_of(call, guessed_format(call))))
    return ok(report_json(import_upload(flashcards(host), call, options)));
  return ok(report_json(import_notes(flashcards(host), call, options)));
}

Response export_flashcards(Host& host, const Call& call) {
  const std::string format = format_of(call, "apkg");
  if (is_package(format))
    return download("application/octet-stream", "flashcards.apkg",
                    exported_package(flashcards(host), host.media(), call));
  const auto set = id_in_path<FlashcardSet>(call);
  if (format == "csv")
    return download("text/csv; charset=utf-8", "flashcards.csv", export_text(flashcards(host), *call.caller, set));
  return download("text/tab-separated-values; charset=utf-8", "flashcards.tsv",
                  export_text(flashcards(host), *call.caller, set, anki::TextLayout::anki_tabs));
}

}  // namespace haven::rest
