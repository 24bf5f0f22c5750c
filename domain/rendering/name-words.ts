/** Words of names in the field `name` of contacts, in small letters and without dots, in the languages of customers. */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Said to a person, and no part of the name. */
export const COURTESY_TITLES = words(`
  mr mrs ms miss mx messrs sir madam dame lord lady herr frau hr fr fräulein monsieur madame mademoiselle m mme mlle mm me maître
  sr sra srta señor señora señorita don doña d dña sig sigra signor signora signore dott dottssa dhr mw mevr mevrouw meneer heer
  pan pani senhor senhora dom dona exmo exma herrn fru fröken sra rev reverend
`);

/** Earned, and kept where somebody is named in full. */
export const ACADEMIC_TITLES = words(`
  dr prof professor doctor doktor docteur professeur doctora profesor profesora dra dottore dottoressa professore profª drª
  rechtsanwalt rechtsanwältin ing dipl-ing dipl-kfm dipl-kffr dipl-bw mag magister univ-prof priv-doz pd mgr inż hab ir drs mr-ing ra rain
`);

/** Behind a name, in any case. */
export const SUFFIXES = words(`
  jr sr jnr snr junior senior ii iii iv phd dphil msc bsc mba emba esq esquire mphil med cpa acca fcca cima cfa cma llm llb jd
`);

/** Behind a name, in capitals: the same letters in another case may be a name. */
export const CREDENTIALS = words(
  `CA ACA FCA CIA CTA EA MD DDS RN PE PMP MA BA BS MS BBA MPA CGMA CFE CISA CFO CEO COO`,
);

/** Nobody is called so: a name that holds one is that of a department, a mailbox or a company. */
export const DEPARTMENT_WORDS = words(`
  accounts account accounting accountant accountants accountancy payable payables receivable receivables department dept team
  billing invoices invoice invoicing invoicedesk bookkeeping bookkeeper purchasing procurement finance finances financial treasury
  payments collections noreply no-reply mailbox postmaster administrator headquarters reception helpdesk
  buchhaltung finanzbuchhaltung kreditorenbuchhaltung debitorenbuchhaltung kreditoren debitoren rechnungswesen rechnungen
  rechnungseingang abteilung einkauf verwaltung zentrale sekretariat buchhalter buchhalterin finanzen finanzabteilung
  comptabilité comptabilite comptable comptables fournisseurs facturation factures service services direction secrétariat achats
  contabilidad contable facturación facturacion facturas tesorería tesoreria departamento proveedores compras finanzas
  administración administracion contabilità contabilita amministrazione fatturazione fatture ufficio fornitori acquisti
  boekhouding administratie crediteuren debiteuren financiële financiele afdeling facturatie facturen inkoop
  contabilidade financeiro faturação faturamento faturas tesouraria fornecedores administração administracao contas
  księgowość ksiegowosc rozliczenia dział dzial faktury zobowiązania finanse sekretariat
  ekonomi ekonomiavdelningen ekonomiavdelning leverantörsreskontra reskontra redovisning fakturor bokföring avdelning
  mahnwesen zahlungen geschäftsführer geschäftsführerin geschäftsführung geschäftsleitung direktion vorstand leitung büro empfang
  hausverwaltung kanzlei praxis familie eheleute trésorerie tresorerie gérant gérante règlements famille
  servicio servicios cuentas cobros pagos pagar dirección direccion serviço serviços cobrança direção servizio contabile
  segreteria pagamenti direzione crediteurenadministratie debiteurenbeheer boekhouder directie
  księgowa księgowy kadry zakupy płatności zarządca inköp ekonomichef family unknown none test whom
  gmbh mbh ltd limited inc llc llp plc corp corporation sarl sas sasu eurl srl spa kgaa ohg company
`);

/** A department where nothing but such words and small ones stand; with others they may be a family's name. */
export const WEAK_DEPARTMENT_WORDS = words(`
  ap ar hr it office sales support info contact admin general manager management controller controlling director desk shared
  customer vendor supplier operations logistics orders order central main group the and of for und für et de la des du y e en och
  i dos da di voor rechnung faktura factuur fattura factura fatura facture credit cash head chief owner
`);

/** At the end, in capitals: a company's form. */
export const LEGAL_FORMS = words('AG SA AB BV NV KG OY AS SE EG OHG UG');

/** The same in Chinese, Japanese and Korean, wherever they stand. */
export const EASTERN_DEPARTMENTS =
  /経理|財務|会計|総務|営業|購買|請求|支払|業務|人事|担当|御中|会社|部門|部署|事務|チーム|グループ|财务|会计|公司|采购|회계|재무|경리|팀|부서|주식회사/u;
