// SPDX-License-Identifier: Apache-2.0
// Every SQL text of the control plane. Values come through $n only.
#pragma once

namespace control::sql {

// Migrations. The lock's number is "amphi" in ASCII.
inline constexpr const char* kNoTimeLimit = "set local statement_timeout = 0";
inline constexpr const char* kLockMigrations = "select pg_advisory_xact_lock(418313988201)";
inline constexpr const char* kCreateMigrations =
    "create table if not exists migrations ("
    " number integer primary key, name text not null, digest text not null,"
    " applied_at timestamptz not null default now())";
inline constexpr const char* kLandedMigrations =
    "select number, digest from migrations order by number";
inline constexpr const char* kInsertMigration =
    "insert into migrations (number, name, digest) values ($1, $2, $3)";

inline constexpr const char* kPing = "select 1";

// Streams. Times leave as milliseconds since the epoch and come in the same way.
#define AMPHI_STREAM_COLUMNS                                                               \
  "slug, title, meeting_id, join_url, (extract(epoch from starts_at) * 1000)::bigint, "    \
  "language, wanted, state, code, detail, (extract(epoch from state_at) * 1000)::bigint, " \
  "(extract(epoch from created_at) * 1000)::bigint, layout, paused, has_title, has_logo, record"

inline constexpr const char* kInsertStream =
    "insert into streams (slug, title, meeting_id, join_url, starts_at, language, wanted, state,"
    " code, detail, layout, paused, has_title, has_logo, record)"
    " values ($1, $2, $3, $4, to_timestamp($5::bigint / 1000.0), $6, $7, $8, $9, $10, $11, $12,"
    " $13, $14, $15)"
    " returning " AMPHI_STREAM_COLUMNS;
inline constexpr const char* kAllStreams =
    "select " AMPHI_STREAM_COLUMNS " from streams order by created_at, slug";
inline constexpr const char* kOneStream =
    "select " AMPHI_STREAM_COLUMNS " from streams where slug = $1";
inline constexpr const char* kWantStream =
    "update streams set wanted = $2 where slug = $1 returning " AMPHI_STREAM_COLUMNS;
inline constexpr const char* kChangeStream =
    "update streams set layout = coalesce($2, layout), paused = coalesce($3, paused),"
    " has_title = coalesce($4, has_title), has_logo = coalesce($5, has_logo)"
    " where slug = $1 returning " AMPHI_STREAM_COLUMNS;
inline constexpr const char* kUpdateState =
    "update streams set state = $2, code = $3, detail = $4,"
    " state_at = to_timestamp($5::bigint / 1000.0), wanted = wanted and not $6 where slug = $1";
inline constexpr const char* kDeleteStream = "delete from streams where slug = $1";

#undef AMPHI_STREAM_COLUMNS

// Pushes.
#define AMPHI_PUSH_COLUMNS \
  "slug, id, name, url, backup_url, (extract(epoch from created_at) * 1000)::bigint"

inline constexpr const char* kInsertPush =
    "insert into pushes (slug, name, url, backup_url) select $1, $2, $3, $4"
    " where (select count(*) from pushes where slug = $1) < $5::bigint"
    " returning " AMPHI_PUSH_COLUMNS;
inline constexpr const char* kPushesOfStream =
    "select " AMPHI_PUSH_COLUMNS " from pushes where slug = $1 order by id";
inline constexpr const char* kAllPushes =
    "select " AMPHI_PUSH_COLUMNS " from pushes order by slug, id";
inline constexpr const char* kDeletePush = "delete from pushes where slug = $1 and id = $2";

#undef AMPHI_PUSH_COLUMNS

// Chat. A line that came twice, or whose stream was deleted meanwhile, is left out.
inline constexpr const char* kInsertChatLine =
    "insert into chat_lines (slug, id, name, role, origin, body, said_at)"
    " select $1, $2, $3, $4, $5, $6, to_timestamp($7::bigint / 1000.0)"
    " where exists (select from streams where slug = $1)"
    " on conflict (slug, id) do nothing";
inline constexpr const char* kRecentChatLines =
    "select id, name, role, origin, body, (extract(epoch from said_at) * 1000)::bigint from ("
    " select * from chat_lines where slug = $1 order by said_at desc, number desc limit $2"
    ") as recent order by said_at, number";

}  // namespace control::sql
