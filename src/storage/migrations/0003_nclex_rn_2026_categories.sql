-- Client Needs of the NCLEX-RN test plan in force from April 2026, with the range of each one's share of the test.
INSERT INTO nclex_categories (id, exam, code, name, weight_min, weight_max, sort, created_at, updated_at) VALUES
  (X'01941F297C0070008000000000000001', 'nclex-rn', 'management_of_care',
   'Management of Care', 0.15, 0.21, 1, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000002', 'nclex-rn', 'safety_and_infection_prevention_and_control',
   'Safety and Infection Prevention and Control', 0.10, 0.16, 2, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000003', 'nclex-rn', 'health_promotion_and_maintenance',
   'Health Promotion and Maintenance', 0.06, 0.12, 3, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000004', 'nclex-rn', 'psychosocial_integrity',
   'Psychosocial Integrity', 0.06, 0.12, 4, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000005', 'nclex-rn', 'basic_care_and_comfort',
   'Basic Care and Comfort', 0.06, 0.12, 5, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000006', 'nclex-rn', 'pharmacological_and_parenteral_therapies',
   'Pharmacological and Parenteral Therapies', 0.13, 0.19, 6, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000007', 'nclex-rn', 'reduction_of_risk_potential',
   'Reduction of Risk Potential', 0.09, 0.15, 7, 1735689600000000, 1735689600000000),
  (X'01941F297C0070008000000000000008', 'nclex-rn', 'physiological_adaptation',
   'Physiological Adaptation', 0.11, 0.17, 8, 1735689600000000, 1735689600000000);
