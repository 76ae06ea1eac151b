R"sql(
-- Where streams go besides their listeners.

alter table streams add column record boolean not null default false;

create table pushes (
  id          bigint generated always as identity primary key,
  slug        text not null references streams (slug) on delete cascade,
  name        text not null check (char_length(name) <= 100),
  url         text not null,                 -- a secret: it holds the stream key
  backup_url  text not null default '',      -- a secret, too; may be empty
  created_at  timestamptz not null default now()
);

create index pushes_of_stream on pushes (slug, id);
)sql"
