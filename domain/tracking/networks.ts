import ipaddr from 'ipaddr.js';

/**
 * Networks that mail filters say they call from: Microsoft Exchange Online Protection, Proofpoint, Mimecast, Barracuda.
 * Whoever runs one publishes them for firewalls; they change once in years.
 */
const SCANNERS = [
  '40.92.0.0/15',
  '40.107.0.0/16',
  '52.100.0.0/14',
  '104.47.0.0/17',
  '2a01:111:f403::/48',
  '67.231.144.0/20',
  '148.163.128.0/19',
  '205.220.160.0/19',
  '91.220.42.0/24',
  '146.101.78.0/24',
  '170.10.128.0/19',
  '185.58.84.0/22',
  '195.130.217.0/24',
  '205.139.110.0/24',
  '207.211.30.0/23',
  '207.211.32.0/19',
  '64.235.144.0/20',
  '209.222.80.0/21',
];

/**
 * Large blocks of clouds and hosters, in which scanners run and people do not sit: Amazon, Google, Microsoft, DigitalOcean,
 * Hetzner, OVH, Linode, Vultr. No complete list, on purpose: whoever is not in it is judged by what it does.
 */
const DATA_CENTRES = [
  '3.0.0.0/9',
  '18.128.0.0/9',
  '34.192.0.0/10',
  '35.152.0.0/13',
  '44.192.0.0/10',
  '50.16.0.0/14',
  '52.0.0.0/10',
  '54.64.0.0/11',
  '54.144.0.0/12',
  '54.160.0.0/11',
  '54.192.0.0/10',
  '2600:1f00::/24',
  '34.64.0.0/10',
  '35.184.0.0/13',
  '35.192.0.0/11',
  '35.224.0.0/12',
  '104.154.0.0/15',
  '104.196.0.0/14',
  '2600:1900::/28',
  '13.64.0.0/11',
  '20.33.0.0/16',
  '20.36.0.0/14',
  '20.40.0.0/13',
  '20.48.0.0/12',
  '20.64.0.0/10',
  '40.64.0.0/12',
  '40.80.0.0/12',
  '52.128.0.0/11',
  '52.160.0.0/11',
  '52.224.0.0/11',
  '104.40.0.0/13',
  '2603:1000::/24',
  '104.131.0.0/16',
  '104.236.0.0/16',
  '134.209.0.0/16',
  '138.68.0.0/16',
  '142.93.0.0/16',
  '157.245.0.0/16',
  '159.65.0.0/16',
  '159.89.0.0/16',
  '161.35.0.0/16',
  '165.22.0.0/16',
  '167.99.0.0/16',
  '178.62.0.0/16',
  '5.9.0.0/16',
  '49.12.0.0/16',
  '65.108.0.0/15',
  '78.46.0.0/15',
  '88.99.0.0/16',
  '95.216.0.0/15',
  '116.202.0.0/15',
  '135.181.0.0/16',
  '136.243.0.0/16',
  '138.201.0.0/16',
  '144.76.0.0/16',
  '148.251.0.0/16',
  '159.69.0.0/16',
  '168.119.0.0/16',
  '176.9.0.0/16',
  '2a01:4f8::/29',
  '51.68.0.0/16',
  '51.75.0.0/16',
  '51.77.0.0/16',
  '51.83.0.0/16',
  '51.89.0.0/16',
  '51.91.0.0/16',
  '54.36.0.0/14',
  '137.74.0.0/16',
  '147.135.0.0/16',
  '2001:41d0::/32',
  '45.33.0.0/17',
  '45.56.64.0/18',
  '45.79.0.0/16',
  '139.162.0.0/16',
  '172.104.0.0/15',
  '45.32.0.0/16',
  '45.63.0.0/17',
  '45.76.0.0/16',
  '108.61.0.0/16',
  '149.28.0.0/16',
];

type Network = ReturnType<typeof ipaddr.parseCIDR>;
const networksOf = (texts: readonly string[]): Network[] => texts.map((text) => ipaddr.parseCIDR(text));
const scanners = networksOf(SCANNERS);
const dataCentres = networksOf(DATA_CENTRES);

/** What kind of network an address is of, as far as it is known; null: people may sit there, or it is no address. */
export function networkOf(address: string): 'scanner' | 'data_centre' | null {
  if (!ipaddr.isValid(address)) return null;
  // An IPv4 address that came over IPv6 is read as what it is.
  const given = ipaddr.process(address);
  const isIn = (network: Network) => network[0].kind() === given.kind() && given.match(network);
  if (scanners.some(isIn)) return 'scanner';
  return dataCentres.some(isIn) ? 'data_centre' : null;
}
