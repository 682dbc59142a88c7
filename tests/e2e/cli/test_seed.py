# SPDX-License-Identifier: MIT
""""cicada seed" makes the same rows for the same seed, and removes exactly what it made, in SQLite and in PostgreSQL."""
import csv
import os
import sqlite3

import pytest

pytestmark = pytest.mark.sanitize

TABLE = """CREATE TABLE users (id {id}, email TEXT NOT NULL UNIQUE, name TEXT, age INTEGER, "order" TEXT, active INTEGER NOT NULL DEFAULT 1)"""
COLUMNS = ["--column", "email=email", "--column", "name=full_name", "--column", "age=int:18:90", "--column", "order=choice:a|b,\"c"]
LEFT_BEHIND = "cicada_seed"


class SqliteFile:
    def __init__(self, path):
        self.url = f"sqlite:{path}"
        self.path = path
        self.query(TABLE.format(id="INTEGER PRIMARY KEY"))

    def query(self, sql):
        connection = sqlite3.connect(self.path, timeout=10)
        with connection:
            rows = connection.execute(sql).fetchall()
        connection.close()
        return "\n".join("|".join("" if value is None else str(value) for value in row) for row in rows)

    def tables(self):
        return self.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")


class PostgresDatabase:
    def __init__(self, server):
        self.server = server
        self.url = server.url
        server.query("DROP TABLE IF EXISTS users, cicada_seeds, cicada_seed_rows CASCADE")
        self.query(TABLE.format(id="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))

    def query(self, sql):
        return self.server.query(sql)

    def tables(self):
        return self.query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """An empty table `users`, with url and query()."""
    if request.param == "sqlite":
        return SqliteFile(tmp_path / "data.db")
    return PostgresDatabase(request.getfixturevalue("postgres"))


@pytest.fixture
def sqlite_file(tmp_path):
    return SqliteFile(tmp_path / "data.db")


def seed(cicada, database, *words, code=0, **more):
    done = cicada("seed", "--database", getattr(database, "url", database), *words, **more)
    assert done.returncode == code, f"{done.returncode}, not {code}: {done.stdout}{done.stderr}"
    return done.stderr if code else done.stdout


def people(database):
    return database.query('SELECT email, name, age, "order" FROM users ORDER BY email')


def test_the_same_seed_makes_the_same_rows_in_the_table_and_in_the_file(cicada, database):
    said = seed(cicada, database, "--table", "users", "--count", "100", *COLUMNS, "--seed", "42", "--csv", "new/users.csv")
    assert "100 rows made" in said
    first, file = people(database), (cicada.folder / "new/users.csv").read_text()
    with open(cicada.folder / "new/users.csv", newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert "\n".join("|".join(row.values()) for row in sorted(rows, key=lambda row: row["email"])) == first
    seed(cicada, database, "--table", "users", "--clean", "--seed", "42")
    seed(cicada, database, "--table", "users", "--count", "100", *COLUMNS, "--seed", "42", "--csv", "again.csv")
    assert people(database) == first
    assert (cicada.folder / "again.csv").read_text() == file
    assert len(set(first.splitlines())) == 100


def test_another_seed_makes_other_rows_beside_them(cicada, database):
    seed(cicada, database, "--table", "users", "--count", "20", *COLUMNS, "--seed", "1")
    seed(cicada, database, "--table", "users", "--count", "20", *COLUMNS, "--seed", "2")
    assert database.query("SELECT count(*) FROM users") == "40"
    assert "20 rows of seed 1 removed" in seed(cicada, database, "--table", "users", "--clean", "--seed", "1")
    assert database.query("SELECT count(*) FROM users") == "20"


def test_cleaning_leaves_the_rows_of_others_and_no_trace_of_its_own(cicada, database):
    database.query("INSERT INTO users (email, name) VALUES ('before@example.com', 'B'), ('c@example.com', 'C')")
    before = database.query("SELECT * FROM users ORDER BY id")
    seed(cicada, database, "--table", "users", "--count", "30", *COLUMNS)
    database.query("INSERT INTO users (email, name) VALUES ('after@example.com', 'A')")
    assert "30 rows of seed 1 removed" in seed(cicada, database, "--table", "users", "--clean")
    assert database.query("SELECT email FROM users ORDER BY email") == "after@example.com\nbefore@example.com\nc@example.com"
    assert database.query("SELECT * FROM users WHERE email <> 'after@example.com' ORDER BY id") == before
    assert LEFT_BEHIND not in database.tables()


def test_what_was_noted_of_a_table_that_is_gone_goes_too(cicada, database):
    seed(cicada, database, "--table", "users", "--count", "3", *COLUMNS)
    database.query("DROP TABLE users")
    assert "3 had been deleted by somebody else" in seed(cicada, database, "--table", "users", "--clean")
    assert LEFT_BEHIND not in database.tables()
    assert "Nothing to remove" in seed(cicada, database, "--table", "users", "--clean")


@pytest.mark.slow
def test_rows_that_another_transaction_holds_are_waited_for_and_then_given_up(cicada, postgres):
    database = PostgresDatabase(postgres)
    seed(cicada, database, "--table", "users", "--count", "3", *COLUMNS)
    url = database.url + "?options=-c%20lock_timeout%3D1"  # the program sets its own: this one has to lose
    holder = database.server.hold("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60)")
    try:
        said = seed(cicada, url, "--table", "users", "--clean", code=14)
        assert "lock timeout" in said
    finally:
        holder.kill()
        holder.wait()
        database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()")


def test_seeding_twice_makes_no_row_twice(cicada, database):
    seed(cicada, database, "--table", "users", "--count", "10", *COLUMNS)
    first = people(database)
    said = seed(cicada, database, "--table", "users", "--count", "10", *COLUMNS)
    assert "0 rows made" in said and "10 were there already" in said
    assert people(database) == first
    assert "2 rows made" in seed(cicada, database, "--table", "users", "--count", "12", *COLUMNS)
    assert "12 rows of seed 1 removed" in seed(cicada, database, "--table", "users", "--clean")
    assert database.query("SELECT count(*) FROM users") == "0"
    assert "Nothing to remove" in seed(cicada, database, "--table", "users", "--clean")


def test_a_row_that_is_missing_is_made_again(cicada, database):
    seed(cicada, database, "--table", "users", "--count", "10", *COLUMNS)
    first = people(database)
    database.query("DELETE FROM users WHERE id IN (SELECT id FROM users ORDER BY id LIMIT 3)")
    assert "3 rows made" in seed(cicada, database, "--table", "users", "--count", "10", *COLUMNS)
    assert people(database) == first


def test_rows_that_were_changed_are_removed_as_well(cicada, database):
    seed(cicada, database, "--table", "users", "--count", "10", *COLUMNS)
    database.query("UPDATE users SET name = 'somebody', age = 1, active = 0")
    assert "10 rows of seed 1 removed" in seed(cicada, database, "--table", "users", "--clean")
    assert database.query("SELECT count(*) FROM users") == "0"


def test_a_row_of_another_that_got_the_key_of_a_deleted_one_stays(cicada, sqlite_file):
    seed(cicada, sqlite_file, "--table", "users", "--count", "10", *COLUMNS)
    sqlite_file.query("DELETE FROM users WHERE id >= 9")
    sqlite_file.query("INSERT INTO users (email, name) VALUES ('mine@example.com', 'Mine')")
    assert sqlite_file.query("SELECT id FROM users WHERE name = 'Mine'") == "9", "SQLite is expected to give the number again"
    said = seed(cicada, sqlite_file, "--table", "users", "--clean")
    assert "8 rows of seed 1 removed" in said and "1 had been deleted" in said and "1 not removed" in said
    assert sqlite_file.query("SELECT name FROM users") == "Mine"


@pytest.mark.parametrize("words, what", [
    (["--table", "nobody", *COLUMNS], '"nobody" is not in this database'),
    (["--table", "users", "--column", "mail=email"], 'no column "mail"; it has id, email, name'),
    (["--table", "users", "--column", "name=full_name"], '"email" (text) of table "users" is not null'),
    (["--table", "users", "--column", "email=const:x"], "row 2 of table"),
    (["--table", "users", *COLUMNS, "--column", "name=email"], '"name" is given twice'),
])
def test_what_does_not_fit_is_said_and_nothing_is_changed(cicada, database, words, what):
    said = seed(cicada, database, *words, "--csv", "out.csv", code=14)
    assert what.lower() in said.lower()
    assert database.query("SELECT count(*) FROM users") == "0"
    assert LEFT_BEHIND not in database.tables()
    assert not (cicada.folder / "out.csv").exists()


def test_a_column_that_is_missing_is_named_also_when_it_is_for_passwords(cicada, sqlite_file):
    sqlite_file.query("CREATE TABLE people (id INTEGER PRIMARY KEY, password TEXT NOT NULL)")
    said = seed(cicada, sqlite_file, "--table", "people", "--column", "id=sequence", code=14)
    assert 'column "password"' in said and said.endswith("give it a --column too\n"), said


def test_a_value_that_is_there_already_is_said_with_what_to_do(cicada, database):
    seed(cicada, database, "--table", "users", "--count", "1", "--column", "email=const:a@example.com")
    said = seed(cicada, database, "--table", "users", "--count", "1", "--column", "email=const:a@example.com", "--seed", "2", code=14)
    assert "row 1" in said and "unique" in said.lower() and "--seed" in said


def test_other_columns_under_the_same_seed_are_refused(cicada, database):
    seed(cicada, database, "--table", "users", "--count", "1", *COLUMNS)
    assert "other columns" in seed(cicada, database, "--table", "users", "--count", "1", "--column", "email=uuid", code=14)


@pytest.mark.parametrize("recipe", ['["email=email", 5]', '["email=email", null]', "{}", "[", ""])
def test_a_damaged_note_of_an_earlier_seeding_is_said_and_nothing_is_changed(cicada, database, recipe):
    words = ["--table", "users", "--column", "email=email", "--column", "age=int:18:90"]
    seed(cicada, database, *words, "--count", "3")
    database.query(f"UPDATE cicada_seeds SET recipe = '{recipe}'")
    before = people(database)
    assert "were damaged" in seed(cicada, database, *words, "--count", "5", code=14)
    assert "were damaged" in seed(cicada, database, "--table", "users", "--clean", code=14)
    assert people(database) == before


def test_names_that_are_words_of_sql_or_hold_quotes_are_quoted(cicada, sqlite_file):
    sqlite_file.query('CREATE TABLE "select ""a"" from" ("group by" TEXT, "x""y" TEXT)')
    words = ["--table", 'select "a" from', "--column", "group by=uuid", "--column", 'x"y=const:\'; DROP TABLE users; --']
    assert "100 rows made" in seed(cicada, sqlite_file, *words)
    assert sqlite_file.query('SELECT DISTINCT "x""y" FROM "select ""a"" from"') == "'; DROP TABLE users; --"
    assert "100 rows of seed 1 removed" in seed(cicada, sqlite_file, "--table", 'select "a" from', "--clean")
    assert sqlite_file.query("SELECT count(*) FROM users") == "0"


def test_a_table_without_a_key_is_seeded_by_its_row_numbers_in_sqlite_alone(cicada, sqlite_file, postgres):
    sqlite_file.query("CREATE TABLE plain (a TEXT)")
    seed(cicada, sqlite_file, "--table", "plain", "--column", "a=uuid", "--count", "5")
    assert "5 rows of seed 1 removed" in seed(cicada, sqlite_file, "--table", "plain", "--clean")
    postgres.query("DROP TABLE IF EXISTS plain; CREATE TABLE plain (a TEXT)")
    assert "no primary key" in seed(cicada, postgres, "--table", "plain", "--column", "a=uuid", code=14)


def test_schemas_and_types_of_postgresql_are_served(cicada, postgres):
    postgres.query('DROP SCHEMA IF EXISTS "Shop" CASCADE; CREATE SCHEMA "Shop"; CREATE TABLE "Shop".items '
                   "(id UUID PRIMARY KEY, price NUMERIC(8,2), made TIMESTAMPTZ, sold BOOLEAN, note TEXT)")
    words = ["--column", "id=uuid", "--column", "price=float:1:99", "--column", "made=timestamp:2024-01-01:2024-12-31", "--column", "sold=bool",
             "--column", "note=null"]
    assert "100 rows made" in seed(cicada, postgres, "--table", "Shop.items", *words)
    assert postgres.query("""SELECT count(*) FROM "Shop".items WHERE price BETWEEN 1 AND 99 AND made >= '2024-01-01' AND note IS NULL""") == "100"
    postgres.query('UPDATE "Shop".items SET price = 0, made = now(), sold = NULL')
    assert "100 rows of seed 1 removed" in seed(cicada, postgres, "--table", "Shop.items", "--clean")


def test_rows_that_others_refer_to_are_named(cicada, postgres):
    database = PostgresDatabase(postgres)
    seed(cicada, database, "--table", "users", "--count", "2", *COLUMNS)
    database.query("CREATE TABLE IF NOT EXISTS payments (who BIGINT REFERENCES users(id)); INSERT INTO payments SELECT max(id) FROM users")
    said = seed(cicada, database, "--table", "users", "--clean", code=14)
    assert "row 2" in said and "refer to it first" in said and database.query("SELECT count(*) FROM users") == "2"
    database.query("DROP TABLE payments")


def test_a_database_that_is_not_there_is_said_without_its_password(cicada, closed_port, tmp_path):
    assert "nothere.db" in seed(cicada, f"sqlite:{tmp_path}/nothere.db", "--table", "t", "--column", "a=uuid", code=14)
    assert not (tmp_path / "nothere.db").exists()
    said = seed(cicada, f"postgresql://me:geheim@127.0.0.1:{closed_port}/shop", "--table", "t", "--column", "a=uuid", code=14)
    assert "refused" in said and "geheim" not in said
    assert "sqlite:FILE" in seed(cicada, "mysql://x/y", "--table", "t", "--column", "a=uuid", code=2)


def test_a_wrong_password_is_said_and_not_shown(cicada, postgres):
    url = postgres.url.replace("Only-For-Tests", "guessed")
    said = seed(cicada, url, "--table", "t", "--column", "a=uuid", code=14)
    assert "password authentication failed" in said and "guessed" not in said


def test_the_url_may_come_from_the_environment(cicada, sqlite_file):
    done = cicada("seed", "--table", "users", *COLUMNS, "--count", "3", variables={"CICADA_DATABASE": sqlite_file.url})
    assert done.returncode == 0 and "3 rows made" in done.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")
def test_a_file_that_may_not_be_written_is_said(cicada, sqlite_file):
    sqlite_file.path.chmod(0o400)
    said = seed(cicada, sqlite_file, "--table", "users", *COLUMNS, code=14)
    assert "may not write" in said


def test_a_file_that_is_no_database_is_left_alone(cicada, tmp_path):
    (tmp_path / "text").write_text("not a database, but a text that is long enough to have a header " * 20)
    before = (tmp_path / "text").read_bytes()
    assert "not a database" in seed(cicada, f"sqlite:{tmp_path}/text", "--table", "t", "--column", "a=uuid", code=14)
    assert (tmp_path / "text").read_bytes() == before


def test_a_csv_file_that_cannot_be_written_keeps_the_rows_away(cicada, sqlite_file):
    (cicada.folder / "file").write_text("")
    said = seed(cicada, sqlite_file, "--table", "users", *COLUMNS, "--csv", "file/users.csv", code=12)
    assert "file/users.csv" in said
    assert sqlite_file.query("SELECT count(*) FROM users") == "0"


@pytest.mark.parametrize("words, what", [
    ([], "which database"),
    (["--database", "sqlite:x"], "which table"),
    (["--database", "sqlite:x", "--table", "t"], "which columns"),
    (["--database", "sqlite:x", "--table", "t", "--column", "a=emial"], "^^^^^ there is email"),
    (["--database", "sqlite:x", "--table", "t", "--column", "a=choice"], "nothing to choose from"),
    (["--database", "sqlite:x", "--table", "t", "--column", "a"], "NAME=KIND"),
    (["--database", "sqlite:x", "--table", "t", "--column", "a=date:2024-13-01:x"], "range of days"),
    (["--database", "sqlite:x", "--table", "t", "--clean", "--count", "3"], "--clean"),
    (["--database", "sqlite:x", "--table", "t", "--column", "a=uuid", "--users", "3"], "--users"),
    (["--database", "sqlite:x", "--table", "t", "--column", "a=uuid", "--count", "0"], "--count"),
    (["word"], '"word" is no option'),
])
def test_mistakes_in_the_command_are_said(cicada, words, what):
    done = cicada("seed", *words)
    assert done.returncode == 2, done.stderr
    assert what in done.stderr


def test_the_target_takes_seeded_users_while_it_runs(cicada, target, tmp_path):
    server = target("--database", str(tmp_path / "target.db"))
    words = ["--column", "email=email", "--column", "name=full_name", "--column", "password=pbkdf2:correct horse", "--column", "created=unix"]
    seed(cicada, f"sqlite:{tmp_path}/target.db", "--table", "users", "--count", "5", *words, "--csv", "users.csv")
    with open(tmp_path / "users.csv", newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["password"] for row in rows} == {"correct horse"}
    reply = server.request("POST", "/api/v1/auth/login", json_body={"email": rows[3]["email"], "password": "correct horse"})
    assert reply.status == 200 and reply.json()["access_token"], reply
    assert "5 rows of seed 1 removed" in seed(cicada, f"sqlite:{tmp_path}/target.db", "--table", "users", "--clean")
    reply = server.request("POST", "/api/v1/auth/login", json_body={"email": rows[3]["email"], "password": "correct horse"})
    assert reply.status == 401, reply
