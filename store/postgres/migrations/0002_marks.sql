-- How far creates had come at some times, to know later what is how old.
CREATE TABLE marks (
    at  timestamptz PRIMARY KEY,
    seq bigint NOT NULL -- one that was given by then
);
