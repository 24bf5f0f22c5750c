import { describe, expect, test } from '@jest/globals';
import { greetingNameOf, personOf } from '../../../domain/rendering/person-name.ts';

/** A name, what its person is greeted by, and who that is in full; null: nobody. */
type Sample = [name: string | null, givenName: string | null, fullName: string | null];

const PEOPLE: Sample[] = [
  ['Maria Lopes, CPA', 'Maria', 'Maria Lopes'],
  ['Robert Hale, Jr.', 'Robert', 'Robert Hale'],
  ['Okafor, Chidi', 'Chidi', 'Chidi Okafor'],
  ['Dr. Lena Vogt', 'Lena', 'Dr. Lena Vogt'],
  ['Jean-Luc Roy', 'Jean-Luc', 'Jean-Luc Roy'],
  ['Smith, John A., Jr.', 'John', 'John A. Smith'],
  ['Lopes CPA, Maria', 'Maria', 'Maria Lopes'],
  ['John Smith MBA', 'John', 'John Smith'],
  ['Ann Lee, Ph.D., CFA', 'Ann', 'Ann Lee'],
  ['Henry Ford III', 'Henry', 'Henry Ford'],
  ['Jack Ma', 'Jack', 'Jack Ma'],
  ['Herr Thomas Müller', 'Thomas', 'Thomas Müller'],
  ['Prof. Dr. Anna Schmidt', 'Anna', 'Prof. Dr. Anna Schmidt'],
  ['Müller, Dr. Anna', 'Anna', 'Dr. Anna Müller'],
  ['Dipl.-Ing. Karl Maier', 'Karl', 'Dipl.-Ing. Karl Maier'],
  ['Mme Odile Vernet', 'Odile', 'Odile Vernet'],
  ['M. Rémi Castaing', 'Rémi', 'Rémi Castaing'],
  ['Sig.ra Chiara Moretti', 'Chiara', 'Chiara Moretti'],
  ['van der Berg, Jan', 'Jan', 'Jan van der Berg'],
  ['Sanne de Wit', 'Sanne', 'Sanne de Wit'],
  ['DUPONT Camille', 'Camille', 'DUPONT Camille'],
  ['MARIA LOPES', 'Maria', 'MARIA LOPES'],
  ['J. Robert Hale', 'Robert', 'J. Robert Hale'],
  ['Dr. med. Eva Klein', 'Eva', 'Dr. med. Eva Klein'],
  ['Klein, Dr. rer. nat. Eva', 'Eva', 'Dr. rer. nat. Eva Klein'],
  ['Eng. Paulo Silva', 'Paulo', 'Eng. Paulo Silva'],
  ['Lt. Col. John Doe', 'John', 'Lt. Col. John Doe'],
  ['Rechtsanwalt Max Klein', 'Max', 'Rechtsanwalt Max Klein'],
  ['Max von und zu Hohenlohe', 'Max', 'Max von und zu Hohenlohe'],
  ['Maria Lopes (Accounts)', 'Maria', 'Maria Lopes'],
  ['Maria Lopes, Accounts Payable', 'Maria', 'Maria Lopes'],
  ['Maria Sales', 'Maria', 'Maria Sales'],
  ['Prince', 'Prince', 'Prince'],
];

/** A person, but nobody can say the given name. */
const FAMILIES: Sample[] = [
  ['J. Smith', null, 'J. Smith'],
  ['Smith, J.', null, 'J. Smith'],
  ['Frau Vogt', null, 'Frau Vogt'],
  ['Dr. Vogt', null, 'Dr. Vogt'],
  ['Mr. Hale', null, 'Mr. Hale'],
  ['Engr. Ali', null, 'Engr. Ali'],
  ['Acme Co.', null, 'Acme Co.'],
];

const NOBODY = [
  'Accounts Payable',
  'AP',
  'A/P Team',
  'AP Team',
  'Finance Department',
  'Finance Dept.',
  'Sales',
  'Sales Office',
  'Billing',
  'Buchhaltung',
  'Kreditorenbuchhaltung',
  'Abteilung Einkauf',
  'Service comptabilité',
  'Comptabilité fournisseurs',
  'Departamento de Contabilidad',
  'Ufficio Amministrazione',
  'Afdeling Crediteuren',
  'Contas a pagar',
  'Dział Księgowości',
  'Ekonomiavdelningen',
  '経理部',
  '経理部 ご担当者様',
  '株式会社青空 御中',
  'Amber Three Ltd',
  'Lindenhof GmbH, Buchhaltung',
  'Accounts Payable, Amber Ltd',
  'ap@amber.example',
  'Mailbox 12',
  'maria.lopes',
  'Smith & Sons',
  'Anna und Bernd Müller',
  'Geschäftsleitung',
  'Cuentas por pagar',
  'Servicio de Cobros',
  'Accounting: Maria',
  'Unknown',
  'CPA',
  'Dr.',
  '  ',
  null,
];

describe('the name of a contact', () => {
  test.each([...PEOPLE, ...FAMILIES])('M2: %s is greeted as %s', (name, givenName, fullName) => {
    expect(personOf(name)).toEqual({ givenName, fullName, isFamilyFirst: false });
  });

  test.each(NOBODY)('M2: %s is nobody to be greeted by name', (name) => {
    expect(personOf(name)).toBeNull();
  });

  test.each([
    ['高橋 陽菜', '陽菜', '高橋 陽菜'],
    ['森　健太様', '健太', '森 健太'],
    ['阿部', null, '阿部'],
    ['田中太郎', null, '田中太郎'],
  ])('M6: %s is greeted in full, the family first', (name, givenName, fullName) => {
    const person = personOf(name);
    expect(person).toEqual({ givenName, fullName, isFamilyFirst: true });
    expect(greetingNameOf(person)).toBe(fullName);
  });
});
