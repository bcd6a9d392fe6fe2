#include "backup/manifest.hpp"

#include <limits>

#include "haven/core/error.hpp"

#include "codec/object_reader.hpp"
#include "codec/strict_json.hpp"
#include "codec/time_text.hpp"

#include <nlohmann/json.hpp>

namespace haven::backup {
namespace {

using codec::ObjectReader;
using nlohmann::ordered_json;

// The version of the form of a manifest; a reader refuses others.
constexpr int manifest_format = 1;

template <class Number>
void read_count(ObjectReader& reader, const char* name, Number& value) {
  const nlohmann::json& found = *reader.take(name);
  if (!found.is_number_unsigned() || found.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())
    reader.refuse(name, "must be a count");
  value = found.get<Number>();
}

void read_moment(ObjectReader& reader, const char* name, Timestamp& value) {
  std::string text;
  reader.read(name, text);
  const auto moment = codec::parse_time_text(text);
  if (!moment) reader.refuse(name, "must be a moment");
  value = *moment;
}

std::vector<TableRows> read_tables(ObjectReader& reader) {
  const nlohmann::json& found = *reader.take("tables");
  if (!found.is_object()) reader.refuse("tables", "must be an object");
  std::vector<TableRows> tables;
  ObjectReader rows(found, "manifest.tables", ErrorCode::corrupt_data);
  for (const auto& [table, unused] : found.items()) {
    tables.push_back({.table = table});
    read_count(rows, table.c_str(), tables.back().rows);
  }
  return tables;
}

BackupFile read_file_entry(const nlohmann::json& value) {
  ObjectReader reader(value, "manifest.files", ErrorCode::corrupt_data);
  BackupFile file;
  reader.read("name", file.name);
  read_count(reader, "bytes", file.bytes);
  reader.read("sha256", file.sha256);
  reader.finish();
  return file;
}

std::vector<BackupFile> read_files(ObjectReader& reader) {
  const nlohmann::json& found = *reader.take("files");
  if (!found.is_array()) reader.refuse("files", "must be an array");
  std::vector<BackupFile> files;
  for (const nlohmann::json& file : found) files.push_back(read_file_entry(file));
  return files;
}

}  // namespace

std::string to_json(const BackupManifest& manifest) {
  ordered_json tables = ordered_json::object();
  for (const TableRows& table : manifest.tables) tables[table.table] = table.rows;
  ordered_json files = ordered_json::array();
  for (const BackupFile& file : manifest.files)
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  const ordered_json document = {{"format", manifest_format},
                                 {"library", manifest.library},
                                 {"engine", manifest.engine},
                                 {"schema_version", manifest.schema_version},
                                 {"created_at", codec::time_text(manifest.created_at)},
                                 {"page_count", manifest.page_count},
                                 {"tables", std::move(tables)},
                                 {"files", std::move(files)}};
  return document.dump(2) + '\n';
}

BackupManifest manifest_from_json(const std::string& text) {
  const nlohmann::json document = codec::parse_strict(text, ErrorCode::corrupt_data);
  ObjectReader reader(document, "manifest", ErrorCode::corrupt_data);
  int format = 0;
  reader.read("format", format);
  if (format != manifest_format) reader.refuse("format", "is one that this version does not read");
  BackupManifest manifest;
  reader.read("library", manifest.library);
  reader.read("engine", manifest.engine);
  reader.read("schema_version", manifest.schema_version);
  read_moment(reader, "created_at", manifest.created_at);
  read_count(reader, "page_count", manifest.page_count);
  manifest.tables = read_tables(reader);
  manifest.files = read_files(reader);
  reader.finish();
  return manifest;
}

std::string sums_of(const std::vector<BackupFile>& files) {
  std::string text;
  for (const BackupFile& file : files) text += file.sha256 + "  " + file.name + '\n';
  return text;
}

}  // namespace haven::backup
