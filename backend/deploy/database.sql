-- The role and the database of posture; run once by psql, as an administrator of the server.
-- The role is a plain one: row-level security holds for it. Its password is in the file that
-- POSTURE_DATABASE_PASSWORD_FILE names.
\set ON_ERROR_STOP on
\set password `cat "$POSTURE_DATABASE_PASSWORD_FILE"`
CREATE ROLE posture
  LOGIN PASSWORD :'password'
  NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE DATABASE posture OWNER posture ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE posture FROM PUBLIC;
