-- Client Needs of the NCLEX-PN test plan in force from April 2026, with the range of each one's share of the test: those
-- of the plan of 2023, which the one of 2026 kept (docs/nclex.md names the sources).
INSERT INTO nclex_categories (id, exam, code, name, weight_min, weight_max, sort, created_at, updated_at) VALUES
  (X'01941F297C0070008000000000000011', 'nclex-pn', 'coordinated_care',
   'Coordinated Care', 0.18, 0.24, 1, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000012', 'nclex-pn', 'safety_and_infection_prevention_and_control',
   'Safety and Infection Prevention and Control', 0.10, 0.16, 2, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000013', 'nclex-pn', 'health_promotion_and_maintenance',
   'Health Promotion and Maintenance', 0.06, 0.12, 3, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000014', 'nclex-pn', 'psychosocial_integrity',
   'Psychosocial Integrity', 0.09, 0.15, 4, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000015', 'nclex-pn', 'basic_care_and_comfort',
   'Basic Care and Comfort', 0.07, 0.13, 5, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000016', 'nclex-pn', 'pharmacological_therapies',
   'Pharmacological Therapies', 0.10, 0.16, 6, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000017', 'nclex-pn', 'reduction_of_risk_potential',
   'Reduction of Risk Potential', 0.09, 0.15, 7, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000018', 'nclex-pn', 'physiological_adaptation',
   'Physiological Adaptation', 0.07, 0.13, 8, 1735689600000000, 1735689600000000);
