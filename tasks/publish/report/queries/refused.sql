-- Numbers that are no figures, by reason.
select reason, count(*) as numbers
from refused_numbers
group by reason
order by numbers desc, reason
