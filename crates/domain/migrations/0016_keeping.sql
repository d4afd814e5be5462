-- Which products there are is asked where one is chosen: an audience, a rule of deadlines.
create index contracts_products on contracts (tenant, product);

-- Whom a notice did not reach is forgotten after a year.
create index notices_withheld_oldest on notices_withheld (tenant, at);
