#!/bin/sh
# Once, when PostgreSQL makes its data: the role that migrates, and a database it owns (docs/operator.md).
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$(cat "${SECRETS:-/run/secrets}/registry_migrate")" \
    --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE registry_migrate LOGIN CREATEROLE PASSWORD :'password';
GRANT pg_read_all_stats TO registry_migrate WITH ADMIN OPTION;
CREATE DATABASE registry OWNER registry_migrate ENCODING 'UTF8' TEMPLATE template0;
SQL
