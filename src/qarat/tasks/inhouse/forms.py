"""Forms of word problems, in English and Chinese: see `problems.Form` for how one is written."""

from qarat.tasks.inhouse.problems import Form

FORMS = (
    Form(
        "adding up", 1, "a=3..40 b=3..40", "r=a+b", "a;b;a+b+1",
        "{n} has {a} {thing} and gets {b} more. How many {thing} does {n} have now?"
        "|There are {a} {thing} in one box and {b} {thing} in another. How many {thing} are there in both boxes?",
        "{n}有{a}{measure}{thing}，又得到了{b}{measure}。{n}现在一共有多少{measure}{thing}？"
        "|第一个箱子里有{a}{measure}{thing}，第二个箱子里有{b}{measure}{thing}。两个箱子里一共有多少{measure}{thing}？",
    ),
    Form(
        "adding up", 2, "a=20..90 b=5..40 c=5..40", "s=a-b; r=s+c", "a-b;a+b+c;a+b-c",
        "{n} has {a} {thing}, gives {b} of them to {m} and then buys {c} more. How many {thing} does {n} have now?"
        "|A shelf holds {a} {thing}. {n} takes away {b}, and {m} puts back {c}. How many {thing} are on the shelf now?",
        "{n}有{a}{measure}{thing}，送给{m}{b}{measure}，后来又买了{c}{measure}。{n}现在有多少{measure}{thing}？"
        "|架子上有{a}{measure}{thing}，{n}拿走{b}{measure}，{m}又放上{c}{measure}。现在架子上有多少{measure}{thing}？",
        "a>b",
    ),
    Form(
        "adding up", 3, "a=20..90 b=5..30 c=2..5", "s=a+b; t=s*c; r=t-a", "(a+b)*c;a*c+b;a+b*c",
        "{n} has {a} {thing}. {m} has {b} more than {n}. A shop has {c} times as many as {m}. How many more {thing} does the shop have than {n}?"
        "|A red box holds {a} {thing}, a blue box {b} more than the red one, and a chest {c} times as many as the blue box. How many more {thing} are in the chest than in the red box?",
        "{n}有{a}{measure}{thing}，{m}比{n}多{b}{measure}，商店里的数量是{m}的{c}倍。商店比{n}多多少{measure}{thing}？"
        "|红盒子里有{a}{measure}{thing}，蓝盒子比红盒子多{b}{measure}，大箱子里的数量是蓝盒子的{c}倍。大箱子比红盒子多多少{measure}{thing}？",
    ),
    Form(
        "shopping", 1, "a=2..12 b=3..20", "r=a*b", "a+b;a*b+a;a*b-b",
        "One notebook costs {b} dollars. How many dollars do {a} notebooks cost?"
        "|{n} buys {a} tickets at {b} dollars each. How many dollars does {n} pay?",
        "一本笔记本{b}元，买{a}本要多少元？|{n}买了{a}张票，每张{b}元。{n}一共付了多少元？",
    ),
    Form(
        "shopping", 2, "a=2..9 b=3..15 c=100..200/50", "t=a*b; r=c-t", "a*b;c+a*b;c-a-b",
        "{n} buys {a} books at {b} dollars each and pays with {c} dollars. How many dollars does {n} get back?"
        "|A meal costs {b} dollars a person. {n} pays for {a} people and has {c} dollars. How many dollars are left?",
        "{n}买了{a}本书，每本{b}元，付了{c}元。应找回多少元？|每份套餐{b}元，{n}带了{c}元，买了{a}份。{n}还剩多少元？",
        "a*b<c",
    ),
    Form(
        "shopping", 3, "a=2..9 b=3..15 c=2..9 d=4..18", "s=a*b; t=c*d; r=s+t", "(a+c)*(b+d);a*b+d;a*b+c+d",
        "A pen costs {b} dollars and a folder {d} dollars. How many dollars do {a} pens and {c} folders cost together?"
        "|{n} buys {a} plates at {b} dollars each and {c} cups at {d} dollars each. How many dollars is that in all?",
        "一支钢笔{b}元，一个文件夹{d}元。买{a}支钢笔和{c}个文件夹一共要多少元？|{n}买了{a}个盘子，每个{b}元，又买了{c}个杯子，每个{d}元。一共花了多少元？",
    ),
    Form(
        "sharing", 1, "a=2..9 q=3..15", "t=a*q : r=t/a", "a*q-a;q+a;q-1",
        "{n} shares {t} {thing} equally among {a} children. How many {thing} does each child get?"
        "|{t} {thing} are packed into {a} boxes, equally many in each. How many {thing} are in one box?",
        "{n}把{t}{measure}{thing}平均分给{a}个小朋友，每个小朋友分到多少{measure}？|{t}{measure}{thing}平均装进{a}个盒子，每个盒子装多少{measure}？",
    ),
    Form(
        "sharing", 2, "a=3..9 q=3..20 b=1..8", "t=a*q; u=t+b : v=u-b; r=v/a", "q+1;q+b;q-1",
        "{n} has {u} {thing}. After keeping {b}, {n} shares the rest equally among {a} friends. How many {thing} does each friend get?"
        "|Of {u} {thing}, {b} are broken. The others are packed equally into {a} bags. How many {thing} are in each bag?",
        "{n}有{u}{measure}{thing}，自己留下{b}{measure}，其余的平均分给{a}个朋友。每个朋友分到多少{measure}？|共有{u}{measure}{thing}，其中{b}{measure}坏了，其余的平均装进{a}个袋子。每个袋子装多少{measure}？",
        "b<a",
    ),
    Form(
        "sharing", 3, "a=3..9 b=2..9 c=3..9 q=2..9", "u=a*b*c*q : t=a*b; v=u/t; r=v/c", "q*c;q+c;q*b",
        "{u} {thing} go to {a} schools with {b} classes each, equally many to every class. Each class has {c} groups that share equally. How many {thing} does a group get?"
        "|A farm packs {u} {thing} evenly onto {a} trucks with {b} crates each, and every crate has {c} layers. How many {thing} lie in one layer?",
        "{u}{measure}{thing}平均分给{a}所学校，每所学校有{b}个班，每个班再平均分给{c}个小组。每个小组分到多少{measure}？|仓库里有{u}{measure}{thing}，平均装上{a}辆货车，每辆车装{b}箱，每箱分{c}层。每层有多少{measure}？",
    ),
    Form(
        "speed", 1, "a=2..9 b=30..90/5", "r=a*b", "b/a;a+b;a*b+b",
        "A car drives {b} km an hour. How many kilometres does it drive in {a} hours?"
        "|A train travels at {b} km/h for {a} hours. How far does it go, in kilometres?",
        "一辆汽车每小时行驶{b}千米，{a}小时行驶多少千米？|一列火车以每小时{b}千米的速度行驶了{a}小时，一共行驶了多少千米？",
    ),
    Form(
        "speed", 2, "a=2..6 b=30..90/10 c=2..5", "t=a*b; r=t/c", "a*b;a*b*c;b/c",
        "{n} drives to the coast in {a} hours at {b} km/h. On the way back the trip takes {c} hours. What is the speed on the way back, in km/h?"
        "|A bus needs {a} hours for a route at {b} km/h. At which speed, in km/h, does it need {c} hours?",
        "{n}以每小时{b}千米的速度开车，{a}小时到达海边；返回时用了{c}小时。返回时平均每小时行驶多少千米？|一辆客车以每小时{b}千米的速度走完一段路要{a}小时。如果要用{c}小时走完，每小时应行驶多少千米？",
        "a*b%c==0 and a!=c",
    ),
    Form(
        "speed", 3, "a=40..70/5 b=50..90/5 c=2..6", "d=(a+b)*c : s=a+b; t=d/s; r=a*t", "b*c;d/a;s",
        "Two towns are {d} km apart. A car leaves one at {a} km/h while another leaves the other at {b} km/h towards it. How many kilometres has the first car driven when they meet?"
        "|{n} and {m} start towards each other from places {d} km apart, {n} at {a} km/h and {m} at {b} km/h. How many kilometres does {n} cover until they meet?",
        "甲、乙两地相距{d}千米。一辆车以每小时{a}千米的速度从甲地开往乙地，另一辆车同时以每小时{b}千米的速度从乙地开往甲地。相遇时，从甲地出发的车行驶了多少千米？"
        "|{n}和{m}从相距{d}千米的两地同时出发，相向而行，{n}每小时行{a}千米，{m}每小时行{b}千米。两人相遇时，{n}行了多少千米？",
        "a<b",
    ),
    Form(
        "percent", 1, "p=10..90/10 a=50..400/50", "r=a*p/100", "a-a*p/100;a+p;p",
        "What is {p} % of {a}?|A school has {a} pupils, {p} % of them walk to school. How many pupils walk to school?",
        "{a}的{p}%是多少？|一所学校有{a}名学生，其中{p}%步行上学。步行上学的学生有多少名？",
    ),
    Form(
        "percent", 2, "p=10..50/10 a=40..400/20", "d=a*p/100; r=a-d", "a*p/100;a-p;a+a*p/100",
        "A coat costs {a} dollars. In the sale it is {p} % cheaper. How many dollars does it cost in the sale?"
        "|Of {a} trees in a park, {p} % were felled. How many trees are left?",
        "一件大衣原价{a}元，促销时降价{p}%。促销价是多少元？|公园里有{a}棵树，砍掉了{p}%。还剩多少棵？",
    ),
    Form(
        "percent", 3, "p=10..50/10 q=10..50/10 a=100..800/100", "s=100+p; t=a*s/100; u=100-q; r=t*u/100", "a+a*(p-q)/100;a*s/100;a*u/100",
        "A price of {a} dollars is raised by {p} % and then lowered by {q} %. How many dollars is the new price?"
        "|A club has {a} members. First their number grows by {p} %, then it falls by {q} %. How many members are there in the end?",
        "一件商品原价{a}元，先涨价{p}%，再降价{q}%。现价是多少元？|一个俱乐部有{a}名会员，人数先增加{p}%，后来又减少{q}%。最后有多少名会员？",
        "a*(100+p)*(100-q)%10000==0",
    ),
    Form(
        "fractions", 1, "b=2..8 a=1..7 q=2..15", "t=b*q : r=t*a/b", "t-t*a/b;q;t/a",
        "What is {a}/{b} of {t}?|A rope is {t} metres long. {n} uses {a}/{b} of it. How many metres does {n} use?",
        "{t}的{a}/{b}是多少？|一根绳子长{t}米，{n}用去了它的{a}/{b}。{n}用去了多少米？",
        "a<b and gcd(a,b)==1",
    ),
    Form(
        "fractions", 2, "b=3..8 a=1..7 q=2..15", "t=b*q : s=t*a/b; r=t-s", "t*a/b;q;t-a",
        "A book has {t} pages. {n} has read {a}/{b} of it. How many pages are left to read?"
        "|A tank holds {t} litres. {a}/{b} of them are used up. How many litres are left?",
        "一本书有{t}页，{n}已经看了全书的{a}/{b}。还剩多少页没看？|水箱里有{t}升水，用去了其中的{a}/{b}。还剩多少升？",
        "a<b and gcd(a,b)==1",
    ),
    Form(
        "fractions", 3, "b=2..6 d=2..6 q=2..9", "t=b*d*q : s=t/b; u=t-s; v=u/d; r=u-v", "t/b/d;t/b;t-t/b-t/d",
        "{n} has {t} dollars, spends 1/{b} of them and then 1/{d} of what is left. How many dollars remain?"
        "|Of {t} seats, 1/{b} are sold in the morning and 1/{d} of the others in the evening. How many seats are unsold?",
        "{n}有{t}元，先花掉其中的1/{b}，再花掉剩下的1/{d}。还剩多少元？|剧场有{t}个座位，上午卖出1/{b}，晚上又卖出余下的1/{d}。还有多少个座位没卖出？",
    ),
    Form(
        "rectangles", 1, "a=3..20 b=2..15", "r=a*b", "2*(a+b);a+b;a*b*2",
        "A rectangle is {a} cm long and {b} cm wide. What is its area in square centimetres?"
        "|A field measures {a} m by {b} m. How many square metres is it?",
        "一个长方形长{a}厘米，宽{b}厘米，面积是多少平方厘米？|一块长方形菜地长{a}米，宽{b}米，它的面积是多少平方米？",
        "a>b",
    ),
    Form(
        "rectangles", 2, "a=3..20 b=2..15", "s=a+b; p=2*s; r=p/4", "a*b;2*(a+b);a+b",
        "A rectangle is {a} cm long and {b} cm wide. A square has the same perimeter. How many centimetres is a side of the square?"
        "|A wire that formed a rectangle of {a} cm by {b} cm is bent into a square. How long is a side of the square, in centimetres?",
        "一个长方形长{a}厘米，宽{b}厘米，一个正方形与它周长相等。正方形的边长是多少厘米？|用一根铁丝围成长{a}厘米、宽{b}厘米的长方形，再把它改围成正方形。正方形的边长是多少厘米？",
        "a>b and (a+b)%2==0",
    ),
    Form(
        "rectangles", 3, "a=8..30 b=6..20 c=1..2", "d=a+2*c; e=b+2*c; s=d*e; t=a*b; r=s-t", "2*c*(a+b);(a+c)*(b+c)-a*b;c*c",
        "A garden of {a} m by {b} m is surrounded by a path that is {c} m wide. What is the area of the path in square metres?"
        "|A picture of {a} cm by {b} cm has a frame that is {c} cm wide all around. How many square centimetres is the frame?",
        "一个长{a}米、宽{b}米的长方形花园四周有一条宽{c}米的小路。小路的面积是多少平方米？|一幅长{a}厘米、宽{b}厘米的画，四周镶有宽{c}厘米的边框。边框的面积是多少平方厘米？",
        "a>b",
    ),
    Form(
        "triangles and solids", 1, "a=3..20 b=2..16/2", "r=a*b/2", "a*b;a+b;2*(a+b)",
        "A triangle has a base of {a} cm and a height of {b} cm. What is its area in square centimetres?"
        "|What is the area, in square metres, of a triangle with base {a} m and height {b} m?",
        "一个三角形底边长{a}厘米，高{b}厘米，面积是多少平方厘米？|一块三角形的地，底{a}米，高{b}米，面积是多少平方米？",
    ),
    Form(
        "triangles and solids", 2, "k=1..6 a=2..12 b=2..12", "p=a*b; r=p*k", "2*(a*b+b*k+a*k);a+b+k;a*b+k",
        "A box is {a} cm long, {b} cm wide and {k} cm high. What is its volume in cubic centimetres?"
        "|How many cubes of 1 cm fit into a box of {a} cm by {b} cm by {k} cm?",
        "一个长方体长{a}厘米，宽{b}厘米，高{k}厘米，体积是多少立方厘米？|一个长{a}厘米、宽{b}厘米、高{k}厘米的盒子里最多能放多少个棱长1厘米的小正方体？",
    ),
    Form(
        "triangles and solids", 3, "a=2..12 b=2..12 c=2..12", "p=a*b; q=b*c; s=a*c; t=p+q+s; r=2*t", "a*b*c;p+q+s;4*(a+b+c)",
        "A box is {a} cm long, {b} cm wide and {c} cm high. How many square centimetres of paper cover all its faces?"
        "|What is the surface area, in square centimetres, of a cuboid with edges of {a} cm, {b} cm and {c} cm?",
        "一个长方体长{a}厘米，宽{b}厘米，高{c}厘米，它的表面积是多少平方厘米？|给一个长{a}厘米、宽{b}厘米、高{c}厘米的盒子六个面都贴上纸，至少需要多少平方厘米的纸？",
    ),
    Form(
        "equations", 1, "x=2..20 b=3..40", "s=x+b : r=s-b", "x+b+b;b;x+1",
        "Some number plus {b} is {s}. What is the number?|Solve for x: x + {b} = {s}.",
        "一个数加上{b}等于{s}，这个数是多少？|解方程x+{b}={s}，x等于多少？",
    ),
    Form(
        "equations", 2, "a=2..9 x=2..15 b=3..40", "s=a*x+b : t=s-b; r=t/a", "s/a;s-b;x+1",
        "{a} times a number, plus {b}, is {s}. What is the number?|Solve for x: {a}x + {b} = {s}.",
        "一个数的{a}倍加上{b}等于{s}，这个数是多少？|解方程{a}x+{b}={s}，x等于多少？",
    ),
    Form(
        "equations", 3, "x=8..30 y=2..20 a=2..6", "h=x+y; l=2*x+4*y : d=2*h; e=l-d; f=e/2; r=h-f", "y;h;l/4",
        "A farm has rabbits and chickens: {h} heads and {l} legs. How many chickens are there?"
        "|A car park holds {h} motorbikes and cars, with {l} wheels together: two a motorbike, four a car. How many motorbikes are there?",
        "鸡兔同笼，共有{h}个头、{l}条腿。鸡有多少只？|停车场里有摩托车和小汽车共{h}辆，一共有{l}个轮子，摩托车每辆2个轮子，小汽车每辆4个轮子。摩托车有多少辆？",
        "x!=y",
    ),
    Form(
        "ages", 1, "a=6..15 b=20..35", "r=a+b", "b;b-a;a+b+1",
        "{n} is {a} years old. {n}'s father is {b} years older. How old is the father?|{n} is {a} and {m} is {b} years older than {n}. How old is {m}?",
        "{n}今年{a}岁，爸爸比{n}大{b}岁。爸爸今年多少岁？|{n}今年{a}岁，王老师比{n}大{b}岁。王老师今年多少岁？",
    ),
    Form(
        "ages", 2, "a=6..15 k=2..5 c=2..9", "p=a*k; r=p+c", "a*k;a+k+c;(a+c)*k",
        "{n} is {a} years old and {n}'s mother is {k} times as old. How old will the mother be in {c} years?"
        "|{m} is {a} years old. {m}'s uncle is {k} times as old. What will be the uncle's age {c} years from now?",
        "{n}今年{a}岁，妈妈的年龄是{n}的{k}倍。{c}年后妈妈多少岁？|{m}今年{a}岁，叔叔的年龄是{m}的{k}倍。再过{c}年，叔叔多少岁？",
        "20<a*(k-1)<45",
    ),
    Form(
        "ages", 3, "a=6..15 k=3..5", "f=a*k; d=2*a; r=f-d", "a*k-a;a;a*k-2*a+1",
        "{n} is {a} years old and {n}'s father is {k} times as old. In how many years will the father be exactly twice as old as {n}?"
        "|{m} is {a}. {m}'s aunt is {k} times as old. How many years from now will the aunt be twice as old as {m}?",
        "{n}今年{a}岁，爸爸的年龄是{n}的{k}倍。多少年后爸爸的年龄正好是{n}的2倍？|{m}今年{a}岁，姑姑的年龄是{m}的{k}倍。再过多少年，姑姑的年龄是{m}的2倍？",
        "20<a*k<66 and a*k-2*a<30 and a*(k-1)>17",
    ),
    Form(
        "averages", 1, "a=3..30 b=3..30", "s=a+b; r=s/2", "a+b;a;b",
        "What is the mean of {a} and {b}?|{n} scores {a} points in one game and {b} in the next. What is the average score of the two games?",
        "{a}和{b}的平均数是多少？|{n}第一局得了{a}分，第二局得了{b}分。{n}两局平均得了多少分？",
        "(a+b)%2==0 and a!=b",
    ),
    Form(
        "averages", 2, "a=60..99 b=60..99 c=60..99", "t=a+b; s=t+c; r=s/3", "(a+b)/2;a;c",
        "{n} gets {a}, {b} and {c} points in three tests. What is {n}'s average?|What is the mean of the numbers {a}, {b} and {c}?",
        "{n}三次测验的成绩分别是{a}分、{b}分和{c}分，平均分是多少？|{a}、{b}、{c}这三个数的平均数是多少？",
        "(a+b+c)%3==0 and a!=b and b!=c",
    ),
    Form(
        "averages", 3, "k=3..6 a=60..78 d=1..3", "b=a+d : t=k*a; j=k+1; u=j*b; r=u-t", "a+d;a+2*d;a",
        "After {k} tests {m} has an average of {a} points. How many points does {m} need in the next test for an average of {b}?"
        "|The mean of {k} numbers is {a}. With one more number the mean is {b}. What is that number?",
        "{m}前{k}次测验的平均分是{a}分。下一次测验考多少分，才能使平均分达到{b}分？|{k}个数的平均数是{a}，再添上一个数后平均数是{b}。添上的数是多少？",
    ),
    Form(
        "counting ways", 1, "a=2..9 b=2..9", "r=a*b", "a+b;a*b+1;a*b-a",
        "{n} has {a} shirts and {b} pairs of trousers. In how many ways can {n} combine one shirt with one pair of trousers?"
        "|A menu has {a} main dishes and {b} desserts. How many meals of one main dish and one dessert are there?",
        "{n}有{a}件上衣和{b}条裤子，一件上衣配一条裤子，一共有多少种搭配？|菜单上有{a}种主菜和{b}种甜点，选一种主菜和一种甜点，有多少种选法？",
    ),
    Form(
        "counting ways", 2, "a=4..10", "b=a-1; t=a*b; r=t/2", "a*(a-1);a*a;a",
        "{a} people each shake hands once with everybody else. How many handshakes is that?"
        "|{a} teams play each other once. How many matches are played?",
        "{a}个人两两握手一次，一共握手多少次？|{a}支球队进行单循环比赛，每两队赛一场，一共要赛多少场？",
    ),
    Form(
        "counting ways", 3, "a=4..7 b=3..6 c=2..3 d=2..3", "s=C(a,c); t=C(b,d); r=s*t", "C(a,c)+C(b,d);C(a+b,c+d);a*b",
        "From {a} women and {b} men a committee of {c} women and {d} men is chosen. How many different committees are possible?"
        "|A box holds {a} different red and {b} different blue marbles. In how many ways can {c} red and {d} blue ones be picked?",
        "从{a}名女生和{b}名男生中选出{c}名女生和{d}名男生组成小组，一共有多少种选法？|盒子里有{a}个不同的红球和{b}个不同的蓝球，从中取出{c}个红球和{d}个蓝球，有多少种取法？",
        "c<a and d<b",
    ),
    Form(
        "probability", 1, "a=1..9 b=1..9", "t=a+b; r=a/t", "a/b;b/t;1/t",
        "A bag holds {a} red and {b} blue balls. One ball is drawn at random. What is the probability that it is red? Give a fraction or a decimal."
        "|Of {t} equal cards, {a} are winners. What is the probability of drawing a winner? Give a fraction or a decimal.",
        "袋子里有{a}个红球和{b}个蓝球，除颜色外都相同。任意摸出一个球，摸到红球的概率是多少？（用分数或小数表示）|{t}张外观相同的卡片中有{a}张有奖，任意抽一张，中奖的概率是多少？（用分数或小数表示）",
        "a!=b",
    ),
    Form(
        "probability", 2, "a=2..6 b=2..6", "t=a+b; u=t*t; v=a*a; r=v/u", "a/t;2*a/t;a*a/t",
        "A bag holds {a} red and {b} blue balls. A ball is drawn, put back, and a ball is drawn again. What is the probability that both are red? Give a fraction or a decimal."
        "|A wheel has {t} equal fields, {a} of them green. It is spun twice. What is the probability that it stops on green both times? Give a fraction or a decimal.",
        "袋子里有{a}个红球和{b}个蓝球，摸出一个后放回，再摸一个。两次都摸到红球的概率是多少？（用分数或小数表示）|转盘被平均分成{t}格，其中{a}格是绿色。转动两次，两次都停在绿色格的概率是多少？（用分数或小数表示）",
    ),
    Form(
        "probability", 3, "a=3..6 b=2..6", "t=a+b; u=t-1; v=a-1; w=a*v; x=t*u; r=w/x", "a*a/(t*t);a/t;(a-1)/(t-1)",
        "A bag holds {a} red and {b} blue balls. Two balls are drawn one after the other without putting the first back. What is the probability that both are red? Give a fraction or a decimal."
        "|Of {t} eggs, {a} are brown and the others white. Two eggs are taken at random. What is the probability that both are brown? Give a fraction or a decimal.",
        "袋子里有{a}个红球和{b}个蓝球，先后摸出两个球，摸出后不放回。两个都是红球的概率是多少？（用分数或小数表示）|{t}个鸡蛋中有{a}个是红壳的，其余是白壳的。任意取两个，两个都是红壳的概率是多少？（用分数或小数表示）",
    ),
    Form(
        "ratios", 1, "a=2..9 b=2..9 q=2..9", "t=a*q : q=t/a; r=b*q", "a*b;t+b;b+q",
        "{a} machines of one kind need {t} litres of fuel a day. How many litres do {b} such machines need?"
        "|{n} needs {t} minutes to fold {a} boxes. How many minutes does {n} need for {b} boxes at the same pace?",
        "{a}台同样的机器每天用油{t}升，{b}台这样的机器每天用油多少升？|{n}折{a}个纸盒用{t}分钟，照这样计算，折{b}个纸盒要多少分钟？",
        "a!=b",
    ),
    Form(
        "ratios", 2, "a=2..7 b=2..7 q=3..12", "t=(a+b)*q : s=a+b; u=t/s; r=u*a", "b*q;t/2;t/a",
        "{n} and {m} share {t} dollars in the ratio {a} : {b}. How many dollars does {n} get?"
        "|A drink is mixed from juice and water in the ratio {a} : {b}. How many millilitres of juice are in {t} millilitres?",
        "{n}和{m}按{a}∶{b}分{t}元。{n}分到多少元？|果汁和水按{a}∶{b}配成饮料。{t}毫升饮料中有果汁多少毫升？",
        "gcd(a,b)==1 and a!=b",
    ),
    Form(
        "ratios", 3, "a=2..6 b=2..8 c=2..6 d=2..8 q=2..9", "t=a*c*q : u=t/a; v=u/c; w=v*b; r=w*d", "b*q;c*q*b;a*b*d",
        "{a} workers lay {t} metres of cable in {c} days. At the same pace, how many metres do {b} workers lay in {d} days?"
        "|{a} ovens bake {t} loaves in {c} hours. How many loaves do {b} such ovens bake in {d} hours?",
        "{a}名工人{c}天铺设电缆{t}米。照这样的速度，{b}名工人{d}天铺设多少米？|{a}台烤箱{c}小时烤{t}个面包，{b}台同样的烤箱{d}小时烤多少个面包？",
        "a!=b and c!=d",
    ),
    Form(
        "working together", 1, "a=2..9 b=3..12", "t=a*b : r=t/b", "b;a*b;a+1",
        "{n} sorts {b} {thing} an hour. How many hours does {n} need for {t} {thing}?|A machine packs {b} boxes a minute. How many minutes does it take for {t} boxes?",
        "{n}每小时整理{b}{measure}{thing}，整理{t}{measure}{thing}需要多少小时？|一台机器每分钟包装{b}箱，包装{t}箱需要多少分钟？",
    ),
    Form(
        "working together", 2, "a=3..9 b=3..12 c=2..9", "t=(a+b)*c : s=a+b; r=t/s", "a*b;t/a;t/b",
        "{n} plants {a} trees an hour and {m} plants {b}. How many hours do they need together for {t} trees?"
        "|One pipe lets {a} litres a minute into a tank, another {b} litres. How many minutes do both need for {t} litres?",
        "{n}每小时植树{a}棵，{m}每小时植树{b}棵。两人一起植{t}棵树需要多少小时？|一根水管每分钟进水{a}升，另一根每分钟进水{b}升。两管齐开，注入{t}升水需要多少分钟？",
    ),
    Form(
        "working together", 3, "a=2..12 b=2..24", "p=a*b; s=a+b; r=p/s", "(a+b)/2;a+b;b-a",
        "{n} needs {a} hours for a job alone, {m} needs {b} hours. How many hours do they need together?"
        "|One pump empties a pool in {a} hours, another one in {b} hours. How many hours do both need together?",
        "一项工作，{n}单独做需要{a}小时，{m}单独做需要{b}小时。两人合作需要多少小时？|一个水池，甲泵单独抽干要{a}小时，乙泵单独抽干要{b}小时。两泵同时抽，多少小时抽干？",
        "a!=b and a*b%(a+b)==0",
    ),
    Form(
        "clock and calendar", 1, "a=2..9 b=5..55/5", "t=60*a; r=t+b", "100*a+b;60*a;60*a-b",
        "A film lasts {a} hours and {b} minutes. How many minutes is that?|How many minutes are {a} hours and {b} minutes?",
        "一部电影长{a}小时{b}分钟，一共是多少分钟？|{a}小时{b}分等于多少分钟？",
    ),
    Form(
        "clock and calendar", 2, "a=7..10 b=10..50/10 c=11..15 d=10..55/5", "h=60*a+b; k=60*c+d; r=k-h", "(c-a)*60;(c-a)*60+b;(c-a)*60+d-b+60",
        "A train leaves at {a}:{b} and arrives at {c}:{d}. How many minutes does the journey take?"
        "|{n} starts work at {a}:{b} and takes a break at {c}:{d}. How many minutes lie between?",
        "一列火车{a}时{b}分出发，{c}时{d}分到达。途中用了多少分钟？|{n}从{a}时{b}分开始工作，{c}时{d}分休息。中间经过了多少分钟？",
    ),
    Form(
        "clock and calendar", 3, "a=4..12 b=6..20 c=8..30", "d=lcm(a,b); e=lcm(d,c); f=24*60; r=f/e", "lcm(lcm(a,b),c);1440/c;1440/lcm(a,b)",
        "Three bells ring every {a}, {b} and {c} minutes. They ring together at noon. How often do they ring together again in the following 24 hours, the next noon included?"
        "|Three buses leave a station every {a}, {b} and {c} minutes and all leave at midnight. How often do they leave together again in the 24 hours after that, the next midnight included?",
        "三口钟分别每隔{a}分钟、{b}分钟和{c}分钟响一次，中午12点同时响。此后24小时内（包括第二天中午12点），三口钟还会同时响多少次？"
        "|三路公交车分别每隔{a}分钟、{b}分钟和{c}分钟发一班车，零点同时发车。此后24小时内（包括第二天零点），还会同时发车多少次？",
        "a<b<c and 1440%lcm(lcm(a,b),c)==0 and lcm(lcm(a,b),c)>c",
    ),
    Form(
        "sequences", 1, "a=1..20 d=2..9", "b=a+d; c=b+d; e=c+d : d=b-a; r=e+d", "e+1;e+2*d;e+d+1",
        "Which number comes next: {a}, {b}, {c}, {e}, ...?|The sequence {a}, {b}, {c}, {e} goes on by the same rule. What is its next number?",
        "找规律填数：{a}，{b}，{c}，{e}，下一个数是多少？|按规律排列的一列数：{a}，{b}，{c}，{e}。后面的数是多少？",
    ),
    Form(
        "sequences", 2, "a=1..20 d=2..9 k=10..30", "b=a+d; c=b+d : d=b-a; g=k-1; p=g*d; r=a+p", "a+k*d;k*d;a+(k-1)*d+1",
        "The sequence {a}, {b}, {c}, ... grows by the same amount each time. What is term number {k}?"
        "|A hall has {a} seats in the first row, {b} in the second, {c} in the third, and so on. How many seats are in row {k}?",
        "等差数列{a}，{b}，{c}，…的第{k}项是多少？|礼堂第一排有{a}个座位，第二排有{b}个，第三排有{c}个，依此类推。第{k}排有多少个座位？",
    ),
    Form(
        "sequences", 3, "a=1..20 d=2..9 k=8..20", "b=a+d; c=b+d : d=b-a; g=k-1; p=g*d; z=a+p; s=a+z; r=s*k/2", "s*k;z;a*k",
        "The sequence {a}, {b}, {c}, ... grows by the same amount each time. What is the sum of its first {k} numbers?"
        "|{n} saves {a} dollars in the first week, {b} in the second, {c} in the third, and so on. How many dollars has {n} saved after {k} weeks?",
        "等差数列{a}，{b}，{c}，…的前{k}项之和是多少？|{n}第一周存{a}元，第二周存{b}元，第三周存{c}元，依此类推。{k}周一共存了多少元？",
    ),
)  # fmt: skip
