-- The folder of the release, with a slash at its end. It is the first that is known of: the variable release_folder, which
-- the reader may set; the folder in which this file was opened, which DuckDB tells only through its default for temporary
-- files (the path of the database and .tmp); the folder that the release was written to (this file attached to another).
CREATE MACRO release_folder() AS coalesce(
    getvariable('release_folder') || '/',
    CASE
        WHEN parse_filename(current_setting('temp_directory')) = 'figures.duckdb.tmp'
        THEN regexp_replace(current_setting('temp_directory'), 'figures[.]duckdb[.]tmp$', '')
    END,
    {folder} || '/'
)
