R"sql(
-- Streams as people ask for them, and what was said beside them.

create table streams (
  slug        text primary key check (slug ~ '^[a-z0-9-]{1,63}$'),
  title       text not null check (char_length(title) between 1 and 200),
  meeting_id  text,
  join_url    text,                          -- a secret: signed, valid for ever
  starts_at   timestamptz,
  language    text not null check (language in ('fr', 'en')),
  wanted      boolean not null,              -- what somebody asked for; the keeper makes it so
  state       text not null,                 -- what it last was, for a server that starts again
  code        text not null default '',
  detail      text not null default '',
  state_at    timestamptz not null default now(),
  created_at  timestamptz not null default now(),
  check ((meeting_id is null) <> (join_url is null))
);

create table chat_lines (
  number      bigint generated always as identity primary key,
  slug        text not null references streams (slug) on delete cascade,
  id          text not null,                 -- BBB's message id, or ours for a listener's line
  name        text not null,
  role        text not null check (role in ('presenter', 'participant', 'listener')),
  origin      text not null check (origin in ('bbb', 'page')),
  body        text not null,
  said_at     timestamptz not null,
  unique (slug, id)
);

create index chat_lines_recent on chat_lines (slug, said_at desc, number desc);
)sql"
