R"sql(
-- What staff may change of a stream's picture while it is on air.

alter table streams
  add column layout    text not null default 'meeting',
  add column paused    boolean not null default false,
  add column has_title boolean not null default false,
  add column has_logo  boolean not null default false;
)sql"
