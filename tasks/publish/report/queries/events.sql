-- What the codes of events are called.
select code, label, "group", description from events order by code
