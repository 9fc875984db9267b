"""Tables of facts in English: rows by semicolons and lines, columns by commas, the best known first."""

from qarat.tasks.inhouse.item import table

COUNTRIES = """
    France, Paris, Europe; Germany, Berlin, Europe; Italy, Rome, Europe; Spain, Madrid, Europe
    Japan, Tokyo, Asia; China, Beijing, Asia; Greece, Athens, Europe; Ireland, Dublin, Europe
    Canada, Ottawa, North America; Mexico, Mexico City, North America; Cuba, Havana, North America
    Argentina, Buenos Aires, South America; Peru, Lima, South America; Kenya, Nairobi, Africa
    India, New Delhi, Asia; Austria, Vienna, Europe; Portugal, Lisbon, Europe; Belgium, Brussels, Europe
    Poland, Warsaw, Europe; Hungary, Budapest, Europe; Norway, Oslo, Europe; Sweden, Stockholm, Europe
    Finland, Helsinki, Europe; Denmark, Copenhagen, Europe; Iceland, Reykjavik, Europe; Thailand, Bangkok, Asia
    Vietnam, Hanoi, Asia; Iran, Tehran, Asia; Iraq, Baghdad, Asia; South Korea, Seoul, Asia
    Brazil, Brasilia, South America; Chile, Santiago, South America; Colombia, Bogota, South America
    Jamaica, Kingston, North America; Nigeria, Abuja, Africa; Ethiopia, Addis Ababa, Africa
    Nepal, Kathmandu, Asia; Mongolia, Ulaanbaatar, Asia; Pakistan, Islamabad, Asia; Ghana, Accra, Africa
    the Philippines, Manila, Asia; Morocco, Rabat, Africa; Tunisia, Tunis, Africa; Senegal, Dakar, Africa
    Uganda, Kampala, Africa; Angola, Luanda, Africa; Zimbabwe, Harare, Africa; Ecuador, Quito, South America
    Uruguay, Montevideo, South America; Latvia, Riga, Europe; Lithuania, Vilnius, Europe
    Slovenia, Ljubljana, Europe; Bhutan, Thimphu, Asia; Laos, Vientiane, Asia; Zambia, Lusaka, Africa
"""
CURRENCIES = """
    Japan, yen; the United Kingdom, pound sterling; Germany, euro; the United States, US dollar; India, Indian rupee
    China, renminbi; Switzerland, Swiss franc; Russia, Russian rouble; Mexico, Mexican peso; Brazil, real
    Sweden, Swedish krona; Poland, zloty; South Korea, won; Thailand, baht; Israel, shekel
    Hungary, forint; Vietnam, dong; Czechia, koruna; South Africa, rand; Turkey, lira; Nigeria, naira
    Malaysia, ringgit; Ukraine, hryvnia; Ethiopia, birr; Mongolia, tugrik; Bangladesh, taka; Kazakhstan, tenge
"""
ELEMENTS = table("""
    hydrogen, H, 1; helium, He, 2; carbon, C, 6; nitrogen, N, 7; oxygen, O, 8; sodium, Na, 11; iron, Fe, 26
    gold, Au, 79; silver, Ag, 47; copper, Cu, 29; calcium, Ca, 20; neon, Ne, 10; chlorine, Cl, 17
    lithium, Li, 3; fluorine, F, 9; magnesium, Mg, 12; aluminium, Al, 13; silicon, Si, 14; phosphorus, P, 15
    sulfur, S, 16; argon, Ar, 18; potassium, K, 19; zinc, Zn, 30; tin, Sn, 50; lead, Pb, 82; mercury, Hg, 80
    beryllium, Be, 4; boron, B, 5; titanium, Ti, 22; manganese, Mn, 25; nickel, Ni, 28; bromine, Br, 35
    krypton, Kr, 36; tungsten, W, 74; antimony, Sb, 51; iodine, I, 53; platinum, Pt, 78; radium, Ra, 88
    uranium, U, 92
""")
FORMULAS = """
    water, H2O; carbon dioxide, CO2; table salt, NaCl; ammonia, NH3; methane, CH4; carbon monoxide, CO
    hydrogen peroxide, H2O2; hydrochloric acid, HCl; sulfuric acid, H2SO4; nitric acid, HNO3; ozone, O3
    glucose, C6H12O6; sodium hydroxide, NaOH; calcium carbonate, CaCO3; ethanol, C2H5OH; sulfur dioxide, SO2
    calcium hydroxide, Ca(OH)2; propane, C3H8; sodium carbonate, Na2CO3; silicon dioxide, SiO2
    potassium permanganate, KMnO4; copper sulfate, CuSO4
"""
QUANTITIES = """
    length, metre; time, second; temperature, kelvin; electric current, ampere; force, newton; energy, joule
    power, watt; frequency, hertz; pressure, pascal; electric resistance, ohm; voltage, volt
    electric charge, coulomb; amount of substance, mole; luminous intensity, candela; capacitance, farad
    magnetic flux density, tesla; inductance, henry; magnetic flux, weber; luminous flux, lumen
    radioactivity, becquerel; electric conductance, siemens
"""
INSTRUMENTS = """
    thermometer, temperature; clock, time; scale, weight; ruler, length; barometer, atmospheric pressure
    compass, direction; altimeter, altitude; anemometer, wind speed; hygrometer, humidity; ammeter, electric current
    seismometer, ground motion; odometer, distance travelled; voltmeter, voltage; tachometer, rotation speed
    pedometer, steps; lux meter, illuminance; calorimeter, heat; ohmmeter, electric resistance
    dynamometer, force; tensiometer, surface tension; sphygmomanometer, blood pressure
"""
SCIENCES = """
    zoology, animals; botany, plants; astronomy, stars and planets; geology, rocks and the Earth
    meteorology, the weather; ornithology, birds; entomology, insects; archaeology, remains of past cultures
    cardiology, the heart; dermatology, the skin; palaeontology, fossils; neurology, the nervous system
    ichthyology, fish; mycology, fungi; seismology, earthquakes; etymology, the origin of words
    haematology, the blood; herpetology, reptiles and amphibians; ophthalmology, the eye; oncology, tumours
    nephrology, the kidneys; phycology, algae; dendrology, trees; vexillology, flags; numismatics, coins
"""
AUTHORS = """
    Hamlet, William Shakespeare; Oliver Twist, Charles Dickens; Pride and Prejudice, Jane Austen
    Don Quixote, Miguel de Cervantes; War and Peace, Leo Tolstoy; 1984, George Orwell
    The Hobbit, J. R. R. Tolkien; Frankenstein, Mary Shelley; Dracula, Bram Stoker
    Crime and Punishment, Fyodor Dostoevsky; Moby-Dick, Herman Melville; Robinson Crusoe, Daniel Defoe
    The Divine Comedy, Dante Alighieri; Faust, Johann Wolfgang von Goethe; Ulysses, James Joyce
    Madame Bovary, Gustave Flaubert; The Trial, Franz Kafka; Jane Eyre, Charlotte Bronte
    Paradise Lost, John Milton; The Cherry Orchard, Anton Chekhov; Candide, Voltaire; Leviathan, Thomas Hobbes
    Dead Souls, Nikolai Gogol; Middlemarch, George Eliot; The Magic Mountain, Thomas Mann
    The Decameron, Giovanni Boccaccio; A Doll's House, Henrik Ibsen
"""
DISCOVERIES = """
    formulated the law of universal gravitation, Isaac Newton; published the theory of general relativity, Albert Einstein
    proposed evolution by natural selection in On the Origin of Species, Charles Darwin
    painted the Mona Lisa, Leonardo da Vinci; composed the Moonlight Sonata, Ludwig van Beethoven
    discovered penicillin, Alexander Fleming; published the periodic table of 1869, Dmitri Mendeleev
    discovered X-rays, Wilhelm Conrad Roentgen; discovered polonium and radium with Pierre Curie, Marie Curie
    composed The Four Seasons, Antonio Vivaldi; painted Guernica, Pablo Picasso
    experimented with pea plants to study heredity, Gregor Mendel
    described blood circulation in De Motu Cordis, William Harvey; proposed the planetary laws of elliptic orbits, Johannes Kepler
    formulated the classical equations of electromagnetism, James Clerk Maxwell
    discovered the electron in 1897, J. J. Thomson; proposed continental drift in 1912, Alfred Wegener
    discovered the neutron in 1932, James Chadwick; proved the incompleteness theorems, Kurt Goedel
"""
COLOURS = """
    a ripe banana, yellow; fresh grass, green; fresh snow, white; coal, black; blood, red; a carrot, orange
    a lemon, yellow; milk, white; chocolate, brown; a polar bear, white; a raven, black; a flamingo, pink
    a ripe strawberry, red; an elephant, grey; an aubergine, purple; a sunflower's petals, yellow
    a pumpkin, orange; an emerald, green; a ruby, red; amethyst, purple
    sulfur, yellow; malachite, green; lapis lazuli, blue
"""
YOUNG = """
    dog, puppy; cat, kitten; cow, calf; horse, foal; sheep, lamb; hen, chick; duck, duckling; pig, piglet
    goat, kid; bear, cub; kangaroo, joey; frog, tadpole; deer, fawn; owl, owlet; goose, gosling; swan, cygnet
    eagle, eaglet; hare, leveret; eel, elver
"""
GROUPS = """
    sheep, flock; wolves, pack; bees, swarm; cattle, herd; fish, school; lions, pride; ships, fleet; geese, gaggle
    puppies, litter; monkeys, troop; whales, pod; crows, murder; owls, parliament; larks, exaltation
    rhinoceroses, crash
"""
PLURALS = """
    man/men woman/women child/children foot/feet tooth/teeth mouse/mice wife/wives knife/knives leaf/leaves
    goose/geese wolf/wolves half/halves life/lives shelf/shelves thief/thieves calf/calves loaf/loaves
    ox/oxen louse/lice crisis/crises analysis/analyses phenomenon/phenomena criterion/criteria
    bacterium/bacteria hypothesis/hypotheses
"""
PAST = """
    go/went see/saw eat/ate take/took give/gave come/came run/ran write/wrote know/knew make/made
    drink/drank swim/swam sing/sang begin/began buy/bought bring/brought catch/caught teach/taught
    think/thought find/found speak/spoke break/broke drive/drove fly/flew
    stand/stood throw/threw leave/left feel/felt seek/sought cling/clung sling/slung tread/trod
    slay/slew forsake/forsook bind/bound grind/ground shrink/shrank swear/swore
"""
KINDS = """
    a fruit, apple, pear, banana, cherry, peach, plum; a mammal, horse, tiger, rabbit, camel, zebra, goat
    a tool, hammer, saw, screwdriver, chisel, spade, pliers; a vehicle, bus, truck, bicycle, tractor, taxi, van
    a piece of furniture, table, chair, sofa, wardrobe, bookcase, stool
    a musical instrument, violin, piano, trumpet, flute, guitar, drum; a bird, sparrow, pigeon, crow, robin, penguin, swallow
    a flower, rose, tulip, daisy, lily, orchid, daffodil; a piece of clothing, shirt, jacket, hat, scarf, skirt, sock
    a metal, iron, copper, zinc, nickel, tin, silver; an insect, ant, bee, beetle, moth, grasshopper, wasp
    a reptile, lizard, crocodile, tortoise, cobra, gecko, chameleon; a bone, femur, tibia, ulna, sternum, scapula, clavicle
"""
OPPOSITES = """
    hot/cold big/small up/down left/right open/closed day/night early/late happy/sad fast/slow rich/poor
    full/empty wet/dry young/old love/hate win/lose buy/sell push/pull north/south east/west true/false
    first/last inside/outside always/never strong/weak clean/dirty loud/quiet wide/narrow friend/enemy
    sweet/sour war/peace brave/cowardly guilty/innocent deep/shallow sharp/blunt male/female ascend/descend
    expand/contract import/export ancient/modern transparent/opaque scarce/abundant optimist/pessimist
    temporary/permanent voluntary/compulsory
"""
